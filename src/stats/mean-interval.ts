import type { Mean } from '../domain/repeats.ts';
import { deviation, mean } from './distribution.ts';
import { tQuantile } from './t-distribution.ts';

/**
 * Mean of independent values with its 95 % interval, mean +- t(0.975, n - 1) x sd / sqrt(n) (Student 1908; the same as
 * scipy.stats.t.interval), and their coefficient of variation. Two values have an interval, and a wide one.
 */
export function meanWithInterval(values: readonly number[]): Mean {
  const average = mean(values);
  const sd = deviation(values, average);
  const count = values.length;
  if (average === null || sd === null) return { count, mean: average, sd, low: null, high: null, cv: null };
  const reach = (tQuantile(0.975, count - 1) * sd) / Math.sqrt(count);
  return {
    count,
    mean: average,
    sd,
    low: average - reach,
    high: average + reach,
    cv: average === 0 ? null : sd / Math.abs(average),
  };
}
