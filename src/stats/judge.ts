import type { Plan } from '../domain/plan.ts';
import type { SampleSet } from '../domain/sample-set.ts';
import type { Statistics } from '../domain/statistics.ts';
import type { RuleResult, Verdict } from '../domain/verdict.ts';
import { rules, rulesOfProof } from './rules/index.ts';
import { type Evidence, type Finding, notChecked, type Rule } from './rules/rule.ts';

function worst(results: RuleResult[]): Verdict['state'] {
  const has = (state: RuleResult['state']) => results.some((result) => result.state === state);
  return has('INVALID') ? 'INVALID' : has('WARN') ? 'WARN' : 'VALID';
}

/** In a proof of enforcement no rule is asked that judges a speed. */
function ask(name: string, rule: Rule, evidence: Evidence): Finding {
  const { purpose } = evidence.statistics.cell;
  if (purpose === 'speed' || rulesOfProof.includes(name)) return rule(evidence);
  return notChecked('a proof of enforcement has no figures to judge', '');
}

/** What a verdict rests on beside the cell itself; what is left out is not known. */
export type RunEvidence = Partial<Pick<Evidence, 'sheet' | 'enforcement' | 'gpuProcesses' | 'files'>>;

/**
 * Asks every rule; the worst answer is the cell's. What could not be checked neither helps nor harms. `enforcement` left
 * out: the cell's own, if it is that proof.
 */
export function judge(statistics: Statistics, set: SampleSet, plan: Plan, ofRun: RunEvidence = {}): Verdict {
  const known = { sheet: null, enforcement: statistics.enforcement, gpuProcesses: null, files: null, ...ofRun };
  const results = Object.entries(rules).map(([name, rule]): RuleResult => {
    const finding = ask(name, rule, { statistics, set, plan, ...known });
    return { rule: name, ...finding, advice: finding.state === 'VALID' ? '' : finding.advice };
  });
  return { cell: statistics.cell.id, state: worst(results), rules: results };
}
