import type { Percentile } from '../domain/statistics.ts';
import { binomialQuantile } from './binomial.ts';

/** Percentiles that every distribution reports. */
export const reportedPercentiles = [50, 90, 95, 99, 99.9] as const;

/**
 * Samples a percentile needs before it is claimed. p90 and above: the fewest of which at most one lies beyond the
 * percentile with a chance of no more than 1 % (P(B(n, 1 - p) <= 1) <= 0.01, exact binomial; DESIGN section 5,
 * mlcommons/endpoints docs/early_stopping.md). p50: 6 is the smallest number of samples for which a 95 % interval from
 * order statistics exists at all (2 x 0.5^6 = 3.1 %).
 */
const samplesNeeded: Record<number, number> = { 50: 6, 90: 64, 95: 130, 99: 662, 99.9: 6_636 };

/** How many samples percentile `p` needs. */
export function neededSamples(p: number): number {
  return samplesNeeded[p] ?? Number.POSITIVE_INFINITY;
}

/**
 * Exact percentile of sorted values by linear interpolation between closest ranks: type 7 of Hyndman and Fan 1996,
 * the default of NumPy, so that others can check the numbers.
 */
export function percentileOf(sorted: ArrayLike<number>, p: number): number | null {
  if (sorted.length === 0) return null;
  const position = ((sorted.length - 1) * p) / 100;
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (position - below);
}

/**
 * 95 % interval of a percentile from order statistics (Conover, Practical Nonparametric Statistics, 3.2; the same
 * as scipy.stats.quantile_test): no assumption on the shape of the distribution. Null where the sample does not reach.
 */
export function percentileInterval(sorted: ArrayLike<number>, p: number): { low: number | null; high: number | null } {
  const n = sorted.length;
  if (n === 0) return { low: null, high: null };
  const lowRank = binomialQuantile(n, p / 100, 0.025);
  const highRank = binomialQuantile(n, p / 100, 0.975) + 1;
  return { low: sorted[lowRank - 1] ?? null, high: sorted[highRank - 1] ?? null };
}

/** A percentile as results show it: no number where the samples are too few to claim one. */
export function reportPercentile(sorted: ArrayLike<number>, p: number): Percentile {
  if (sorted.length < neededSamples(p)) return { p, value: null, low: null, high: null, insufficient: true };
  return { p, value: percentileOf(sorted, p), ...percentileInterval(sorted, p), insufficient: false };
}
