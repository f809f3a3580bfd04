import type { Distribution } from '../domain/statistics.ts';
import { percentileOf, reportedPercentiles, reportPercentile } from './percentile.ts';

/** Sum of values; 0 for none. */
export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** Arithmetic mean; null for none. */
export function mean(values: ArrayLike<number> & Iterable<number>): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

/** Standard deviation of a sample (n - 1 below the line); null below two values. */
export function deviation(values: ArrayLike<number> & Iterable<number>, average: number | null): number | null {
  if (average === null || values.length < 2) return null;
  let squares = 0;
  for (const value of values) squares += (value - average) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

/** The values at 0 %, 1 % … 100 %, to draw the distribution from. */
function quantiles(sorted: Float64Array): number[] {
  if (sorted.length === 0) return [];
  return Array.from({ length: 101 }, (_, p) => percentileOf(sorted, p) ?? 0);
}

/** The known values in rising order. */
function inOrder(values: readonly (number | null)[]): Float64Array {
  const known = new Float64Array(values.length);
  let count = 0;
  for (const value of values) {
    if (value === null) continue;
    known[count] = value;
    count += 1;
  }
  return known.subarray(0, count).sort();
}

/** Describes values of one metric; those that are null (not applicable, never happened) are left out and not counted. */
export function describe(values: readonly (number | null)[]): Distribution {
  return describeSorted(inOrder(values));
}

/** Describes values that are in rising order already. */
export function describeSorted(sorted: Float64Array): Distribution {
  const average = mean(sorted);
  return {
    count: sorted.length,
    mean: average,
    sd: deviation(sorted, average),
    min: sorted[0] ?? null,
    max: sorted[sorted.length - 1] ?? null,
    percentiles: reportedPercentiles.map((p) => reportPercentile(sorted, p)),
    quantiles: quantiles(sorted),
  };
}
