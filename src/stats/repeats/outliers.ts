import type { Outlier } from '../../domain/repeats.ts';
import { percentileOf } from '../percentile.ts';

/** Below this many values the median distance is itself too much a matter of luck. */
const fewest = 5;

/**
 * What the largest modified z-score of n normal values exceeds once in 100 times, for n = 5, 6 … 30 (2 million series
 * each, NumPy 2.4.6, seed 7). The usual limit of 3.5 would name a value in every fifth series of five.
 */
const limits = [
  ...[18.58, 10.09, 10.71, 7.96, 8.28, 6.9, 7.07, 6.29, 6.41, 5.89, 5.95, 5.6, 5.66],
  ...[5.39, 5.44, 5.23, 5.26, 5.11, 5.12, 5.0, 5.02, 4.92, 4.93, 4.85, 4.87, 4.78],
];

function median(values: number[]): number {
  return percentileOf(Float64Array.from(values).sort(), 50) as number;
}

/**
 * Runs far from the others by the modified z-score, 0.6745 x |value - median| / median distance (Iglewicz and Hoaglin
 * 1993; NIST handbook 1.3.5.17): a single wild run cannot hide behind the spread that it makes itself. Where more than
 * half of the values are the same, every other one is named. Null below five values.
 */
export function outliers(values: { run: number; value: number }[]): Outlier[] | null {
  if (values.length < fewest) return null;
  const middle = median(values.map(({ value }) => value));
  const distance = median(values.map(({ value }) => Math.abs(value - middle)));
  if (distance === 0) return values.filter(({ value }) => value !== middle).map((one) => ({ ...one, score: null }));
  const limit = limits[Math.min(values.length - fewest, limits.length - 1)] as number;
  return values
    .map((one) => ({ ...one, score: (0.6745 * Math.abs(one.value - middle)) / distance }))
    .filter(({ score }) => score > limit);
}
