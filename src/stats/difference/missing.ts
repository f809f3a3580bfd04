import type { Difference, SideMetric, SideTest } from '../../domain/difference.ts';
import { mean } from '../distribution.ts';

/** A figure that A has and B does not: it is told, because one that is gone must not look like one that is no worse. */
export function missingIn(b: string, { id, test, level }: SideTest, metric: SideMetric, minEffect: number): Difference {
  const { name, title, unit, better, values } = metric;
  return {
    ...{ metric: name, title, unit, better, test, id, level },
    ...{ a: mean(values.map(({ value }) => value)), b: null, runs: { a: values.length, b: 0 } },
    ...{ relative: null, low: null, high: null, method: null, minEffect, p: null, pAdjusted: null },
    answer: 'not comparable',
    why: `${b} does not have the figure: too few requests for it, or not measured`,
  };
}
