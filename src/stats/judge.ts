import type { FairnessSheet } from '../domain/fairness.ts';
import type { Plan } from '../domain/plan.ts';
import type { SampleSet } from '../domain/sample-set.ts';
import type { Statistics } from '../domain/statistics.ts';
import type { RuleResult, Verdict } from '../domain/verdict.ts';
import { rules } from './rules/index.ts';

function worst(results: RuleResult[]): Verdict['state'] {
  const has = (state: RuleResult['state']) => results.some((result) => result.state === state);
  return has('INVALID') ? 'INVALID' : has('WARN') ? 'WARN' : 'VALID';
}

/** Asks every rule; the worst answer is the cell's. What could not be checked neither helps nor harms. */
export function judge(statistics: Statistics, set: SampleSet, plan: Plan, sheet: FairnessSheet | null = null): Verdict {
  const results = Object.entries(rules).map(([name, rule]): RuleResult => {
    const finding = rule({ statistics, set, plan, sheet });
    return { rule: name, ...finding, advice: finding.state === 'VALID' ? '' : finding.advice };
  });
  return { cell: statistics.cell.id, state: worst(results), rules: results };
}
