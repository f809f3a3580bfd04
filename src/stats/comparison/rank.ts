import type { Ranked } from '../../domain/comparison.ts';
import type { Figure } from '../../domain/figure.ts';

/** An engine that may be ranked: its figure has a value. */
export type Candidate = { engine: string; figure: Figure; verdict: Ranked['verdict'] };

type Range = { low: number; high: number };

/** Half of what two figures must at least be apart: closer ones differ less than repeats on one machine do. */
const closest = 0.005;

/** A few runs may happen to lie closer together than runs do, and one run has no range: at least 0.5 % to each side. */
function rangeOf({ value, low, high }: Figure): Range {
  const point = value as number;
  const least = Math.abs(point) * closest;
  return { low: Math.min(low ?? point, point - least), high: Math.max(high ?? point, point + least) };
}

/** Whether a is better than b by more than both ranges. */
function clearlyBetter(a: Range, b: Range, better: 'higher' | 'lower'): boolean {
  return better === 'higher' ? a.low > b.high : a.high < b.low;
}

/**
 * Places of a ranking, best median first. An engine's rank is 1 + the number of engines that are clearly better, but
 * never before that of an engine with a better median: a figure that spreads far must not rank first for it. Engines
 * whose ranges overlap (or which are within 1 %) tie, also where overlap is not transitive: of A ~ B ~ C with A clearly
 * better than C, A and B are first and C is second, tied with B.
 */
export function rank(candidates: Candidate[], better: 'higher' | 'lower'): Ranked[] {
  const sign = better === 'higher' ? -1 : 1;
  const inOrder = candidates.toSorted(
    (a, b) => sign * ((a.figure.value as number) - (b.figure.value as number)) || (a.engine < b.engine ? -1 : 1),
  );
  let last = 1;
  return inOrder.map((one) => {
    const others = inOrder.filter((other) => other !== one);
    const mine = rangeOf(one.figure);
    const ahead = others.filter((other) => clearlyBetter(rangeOf(other.figure), mine, better));
    const behind = others.filter((other) => clearlyBetter(mine, rangeOf(other.figure), better));
    const tiedWith = others.filter((other) => !ahead.includes(other) && !behind.includes(other));
    last = Math.max(last, 1 + ahead.length);
    return { ...one, rank: last, tiedWith: tiedWith.map(({ engine }) => engine) };
  });
}
