import type { Sample } from '../../domain/sample.ts';
import { counterGrowth } from '../series.ts';
import { notChecked, percentText, type Rule } from './rule.ts';

const warnAbove = 0.01;
const limit = `WARN above ${percentText(warnAbove)}`;

/**
 * A chunk carries at least one token, except a last one that only flushes text. An answer that claims fewer tokens than
 * chunks was miscounted, e.g. a batch whose server counts each prompt apart (llama.cpp).
 */
function tooFewForChunks(samples: Sample[]): number {
  const ok = samples.filter((sample) => sample.outcome === 'ok' && sample.outputTokens !== null);
  return ok.filter((sample) => (sample.outputTokens ?? 0) < sample.chunks - sample.choices).length;
}

/** Do the tokens the client was told agree with the engine's own counter? */
export const tokensDisagree: Rule = ({ statistics, set }) => {
  const impossible = tooFewForChunks(set.samples);
  if (impossible > 0) {
    const measured = `${impossible} answers claim fewer tokens than they had chunks`;
    return { state: 'INVALID', measured, limit, advice: 'tokens/s is wrong here: measure without batching' };
  }
  const counted = counterGrowth(set.engineMetrics, 'generationTokens');
  const told = statistics.tokens.output;
  if (counted === null) return notChecked('the engine has no counter of generated tokens', limit);
  if (told === null) return notChecked('the client knows no total', limit);
  // A failed request's tokens are in the engine's counter, but nobody tells the client how many they were.
  if (statistics.requests.outcomes.ok < statistics.requests.sent) return notChecked('some requests failed', limit);
  const apart = Math.abs(counted - told) / Math.max(told, 1);
  return {
    state: apart > warnAbove ? 'WARN' : 'VALID',
    measured: `client ${told}, engine ${counted}: ${percentText(apart)} apart`,
    limit,
    advice: 'make sure nobody else uses the engine; else compare its usage counts with its log',
  };
};
