import type { FairnessSheet } from '../domain/fairness.ts';
import type { Plan } from '../domain/plan.ts';
import type { SampleSet } from '../domain/sample-set.ts';
import type { Enforcement, Statistics } from '../domain/statistics.ts';
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

/**
 * Asks every rule; the worst answer is the cell's. What could not be checked neither helps nor harms.
 * `sheet`: what the engine says that it does; `enforcement`: the run's proof that schemas bind, left out: the cell's
 * own, if it is that proof.
 */
export function judge(
  statistics: Statistics,
  set: SampleSet,
  plan: Plan,
  sheet: FairnessSheet | null = null,
  enforcement: Enforcement | null = statistics.enforcement,
): Verdict {
  const results = Object.entries(rules).map(([name, rule]): RuleResult => {
    const finding = ask(name, rule, { statistics, set, plan, sheet, enforcement });
    return { rule: name, ...finding, advice: finding.state === 'VALID' ? '' : finding.advice };
  });
  return { cell: statistics.cell.id, state: worst(results), rules: results };
}
