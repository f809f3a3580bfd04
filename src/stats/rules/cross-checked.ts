import type { CrossCheck, CrossChecked } from '../../domain/cross-check.ts';
import type { Statistics } from '../../domain/statistics.ts';
import type { RuleResult } from '../../domain/verdict.ts';
import { percentText } from './rule.ts';

/** So many times the limit apart, one of the two is not of this load. */
export const invalidTimes = 10;

/** The stored comparison of one figure; null in a result that is older than cross-checks. */
export function crossCheck({ crossChecks }: Statistics, what: CrossChecked): CrossCheck | null {
  return crossChecks.find((check) => check.what === what) ?? null;
}

/** VALID within the limit, WARN beyond; INVALID where `invalidFrom` times the limit is passed. */
export function crossState(check: CrossCheck, invalidFrom = Number.POSITIVE_INFINITY): RuleResult['state'] {
  const { apart, limit } = check;
  if (apart === null || limit === null) return 'NOT_CHECKED';
  const times = Math.abs(apart);
  return times > limit * invalidFrom ? 'INVALID' : times > limit ? 'WARN' : 'VALID';
}

/** Two counts in words, e.g. "client 560, engine 565: 0.89 % apart". */
export function countsText({ client, engine, apart, why }: CrossCheck): string {
  const both = `client ${client ?? 'unknown'}, engine ${engine ?? 'unknown'}`;
  return apart === null
    ? `${both}: ${why}`
    : `${both}: ${percentText(Math.abs(apart) / Math.max(1, client ?? 0))} apart`;
}
