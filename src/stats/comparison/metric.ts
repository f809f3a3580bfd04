import type { Statistics } from '../../domain/statistics.ts';

/** A value of one run and, where it is a percentile, its 95 % interval. */
export type Value = { value: number; low: number | null; high: number | null };

/** A figure that engines are compared by. `better` null: it is shown, never ranked. */
export type Metric = {
  name: string;
  title: string;
  unit: string;
  better: 'higher' | 'lower' | null;
  /** Null: the run does not have it, or too few samples for it. */
  of(statistics: Statistics): Value | null;
};

/** What output tokens a second are counted over: the same for every engine of a test. */
export type RateOver = 'steady' | 'whole';

/** A figure of one run of which nothing is known beside its value. */
export function plain(value: number | null): Value | null {
  return value === null ? null : { value, low: null, high: null };
}
