import { type Figure, noFigure } from '../../domain/figure.ts';
import { mean } from '../distribution.ts';
import { meanWithInterval } from '../mean-interval.ts';
import type { Value } from './metric.ts';

/** A value of one run and the start of the engine that it belongs to: its run folder. */
export type RunValue = Value & { start: string };

/** Below this many values an interval of their mean says more of Student's t than of the engine. */
const fewest = 3;

/** One value for each start, where there are several; else one for each run. The same units as in `difference/units.ts`. */
function unitsOf(values: RunValue[]): { units: number[]; starts: number } {
  const starts = [...Map.groupBy(values, ({ start }) => start).values()];
  const numbers = (some: RunValue[]) => some.map(({ value }) => value);
  const units = starts.length > 1 ? starts.map((some) => mean(numbers(some)) as number) : numbers(values);
  return { units, starts: starts.length };
}

/**
 * Values of single runs as one figure: their mean with its 95 % t-interval; of two values the mean and both. One run has
 * no such range; the 95 % interval of its percentile is then what is known of chance, and for other figures nothing is.
 */
export function pool(values: RunValue[]): Figure {
  const [first] = values;
  if (first === undefined) return noFigure;
  const { units, starts } = unitsOf(values);
  const founded = { runs: values.length, starts };
  if (units.length === 1) {
    const { value, low, high } = first;
    if (low === null || high === null) return { value, low: null, high: null, ...founded, spread: 'none' };
    return { value, low, high, ...founded, spread: 'percentile-interval' };
  }
  const { mean: value, low, high } = meanWithInterval(units);
  if (units.length < fewest)
    return { value, low: Math.min(...units), high: Math.max(...units), ...founded, spread: 'range' };
  return { value, low, high, ...founded, spread: 'mean-interval' };
}

/**
 * The 95 % interval of a figure, by which engines are told apart where no test can. Of two values it is their t-interval,
 * which is not shown: by their mere range every third pair of equal engines would seem to differ. Null: nothing is known.
 */
export function intervalOf({ low, high, spread }: Figure): { low: number; high: number } | null {
  if (low === null || high === null) return null;
  if (spread !== 'range') return { low, high };
  const { low: from, high: to } = meanWithInterval([low, high]);
  return { low: from as number, high: to as number };
}
