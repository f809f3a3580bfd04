import type { Sample } from '../../domain/sample.ts';
import { countsText, crossCheck, crossState, invalidTimes } from './cross-checked.ts';
import { notChecked, percentText, type Rule } from './rule.ts';

/**
 * A chunk carries at least one token, except a last one that only flushes text. An answer that claims fewer tokens than
 * chunks was miscounted, e.g. a batch whose server counts each prompt apart (llama.cpp).
 */
function tooFewForChunks(samples: Sample[]): number {
  const ok = samples.filter((sample) => sample.outcome === 'ok' && sample.outputTokens !== null);
  return ok.filter((sample) => (sample.outputTokens ?? 0) < sample.chunks - sample.choices).length;
}

/** Do the tokens the client was told, of answers and of prompts, agree with the engine's own counters? */
export const tokensDisagree: Rule = ({ statistics, set, plan }) => {
  const { tokensApartShare } = plan.suite.limits;
  const limit = `WARN above ${percentText(tokensApartShare)}, INVALID above ${percentText(tokensApartShare * invalidTimes)}`;
  const impossible = tooFewForChunks(set.samples);
  if (impossible > 0) {
    const measured = `${impossible} answers claim fewer tokens than they had chunks`;
    return { state: 'INVALID', measured, limit, advice: 'tokens/s is wrong here: measure without batching' };
  }
  const checks = [
    { of: 'output', check: crossCheck(statistics, 'outputTokens') },
    { of: 'prompts', check: crossCheck(statistics, 'promptTokens') },
  ].flatMap(({ of, check }) => (check === null ? [] : [{ text: `${of}: ${countsText(check)}`, check }]));
  const known = checks.filter(({ check }) => check.apart !== null);
  if (known.length === 0) return notChecked(checks[0]?.text ?? 'not compared by this version', limit);
  const states = known.map(({ check }) => crossState(check, invalidTimes));
  return {
    state: states.includes('INVALID') ? 'INVALID' : states.includes('WARN') ? 'WARN' : 'VALID',
    measured: known.map(({ text }) => text).join('; '),
    limit,
    advice:
      'make sure nobody else uses the engine; else compare its usage counts with its log: which of the two is right ' +
      'decides whether tokens/s is',
  };
};
