import type { Ranked } from '../../domain/comparison.ts';
import type { Figure } from '../../domain/figure.ts';
import { intervalOf } from './pool.ts';

/** An engine that may be ranked: its figure has a value. */
export type Candidate = { engine: string; figure: Figure; verdict: Ranked['verdict'] };

type Interval = { low: number; high: number };

/** Half of what two figures must at least be apart: closer ones differ less than repeats on one machine do. */
const closest = 0.005;

/** A few runs may happen to lie closer together than runs do, and a single value has no interval: at least 0.5 % to each side. */
function atLeast(figure: Figure): Interval {
  const point = figure.value as number;
  const least = Math.abs(point) * closest;
  const { low, high } = intervalOf(figure) ?? { low: point, high: point };
  return { low: Math.min(low, point - least), high: Math.max(high, point + least) };
}

/** Whether a is better than b by more than both intervals. */
function clearlyBetter(a: Interval, b: Interval, better: 'higher' | 'lower'): boolean {
  return better === 'higher' ? a.low > b.high : a.high < b.low;
}

/** Whether a is shown to be better than b, or to be no better; null where no test can tell. */
export type IsShown = (a: string, b: string) => boolean | null;

/** Whether a value is the better one of two. */
export function isBetter(one: number, other: number, better: 'higher' | 'lower'): boolean {
  return better === 'higher' ? one > other : one < other;
}

/**
 * Places of a ranking, best mean first. An engine's rank is 1 + the number of engines that are shown to be better, by the
 * test over several runs where there is one, else where 95 % intervals lie apart; but never before that of an engine with a
 * better mean: a figure that spreads far must not rank first for it. Engines of which no difference is shown tie (without a
 * test: whose intervals overlap, or that are within 1 %), also where that is not transitive: of A ~ B ~ C with A clearly better
 * than C, A and B are first and C is second, tied with B.
 */
export function rank(candidates: Candidate[], better: 'higher' | 'lower', isShown: IsShown = () => null): Ranked[] {
  const isAhead = (a: Candidate, b: Candidate) =>
    isShown(a.engine, b.engine) ?? clearlyBetter(atLeast(a.figure), atLeast(b.figure), better);
  const sign = better === 'higher' ? -1 : 1;
  const inOrder = candidates.toSorted(
    (a, b) => sign * ((a.figure.value as number) - (b.figure.value as number)) || (a.engine < b.engine ? -1 : 1),
  );
  let last = 1;
  return inOrder.map((one) => {
    const others = inOrder.filter((other) => other !== one);
    const ahead = others.filter((other) => isAhead(other, one));
    const behind = others.filter((other) => isAhead(one, other));
    const tiedWith = others.filter((other) => !ahead.includes(other) && !behind.includes(other));
    last = Math.max(last, 1 + ahead.length);
    return { ...one, rank: last, tiedWith: tiedWith.map(({ engine }) => engine) };
  });
}
