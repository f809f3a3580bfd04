import { seededRandom } from '../../domain/random.ts';
import { deviation, mean } from '../distribution.ts';

/** How often a piece of the sample counts in one draw; index as in the sample. */
export type Weights = Uint32Array;

/** A thousand draws know a standard error to 2 % (Efron and Tibshirani, An Introduction to the Bootstrap, 6.4). */
const draws = 1_000;
const seed = 20_261_125;

/** Draws blocks of consecutive pieces, with the end joined to the beginning, until as many are drawn as there are. */
function draw(weights: Weights, block: number, random: () => number): void {
  const n = weights.length;
  weights.fill(0);
  for (let left = n; left > 0; left -= block) {
    const from = Math.floor(random() * n);
    for (let step = 0; step < Math.min(block, left); step += 1) {
      const index = (from + step) % n;
      weights[index] = (weights[index] as number) + 1;
    }
  }
}

/**
 * Circular block bootstrap (Politis and Romano 1992): standard errors of figures of a sequence whose neighbours resemble
 * each other. `figures` gives all figures of one draw; null where it has none. The seed is fixed, so that the same samples
 * always give the same answer. Null where a figure lacks in more than one draw of ten.
 */
export function standardErrors(
  n: number,
  block: number,
  figures: (weights: Weights) => (number | null)[],
): (number | null)[] {
  const random = seededRandom(seed);
  const weights = new Uint32Array(n);
  const found: number[][] = [];
  for (let index = 0; index < draws; index += 1) {
    draw(weights, block, random);
    for (const [which, value] of figures(weights).entries()) {
      const values = found[which] ?? [];
      if (value !== null && Number.isFinite(value)) values.push(value);
      found[which] = values;
    }
  }
  return found.map(errorOf);
}

function errorOf(values: number[]): number | null {
  return values.length < 0.9 * draws ? null : deviation(values, mean(values));
}

/** Values sorted once, so that a percentile of each draw is a walk and no sort. */
export type Sorted = { order: Uint32Array; values: Float64Array };

/** Values that a piece may lack (null) -> the pieces that have one, by value. */
export function sorted(values: readonly (number | null)[]): Sorted {
  const indexes = values.flatMap((value, index) => (value === null ? [] : [index]));
  const order = Uint32Array.from(indexes).sort((a, b) => (values[a] as number) - (values[b] as number));
  return { order, values: Float64Array.from(order, (index) => values[index] as number) };
}

/** The value at rank `rank` (from 0) of a draw. */
function ranked({ order, values }: Sorted, weights: Weights, ranks: number[]): number[] {
  const found: number[] = [];
  let below = 0;
  for (let place = 0; place < order.length && found.length < ranks.length; place += 1) {
    below += weights[order[place] as number] as number;
    while (found.length < ranks.length && (ranks[found.length] as number) < below) found.push(values[place] as number);
  }
  return found;
}

/** Percentiles (rising) of a draw, by the same rule as `percentileOf`: type 7 of Hyndman and Fan. */
export function percentilesOf(of: Sorted, weights: Weights, ps: readonly number[]): (number | null)[] {
  const count = of.order.reduce((sum, index) => sum + (weights[index] as number), 0);
  if (count === 0) return ps.map(() => null);
  const positions = ps.map((p) => ((count - 1) * p) / 100);
  const ranks = positions.flatMap((at) => [Math.floor(at), Math.min(Math.floor(at) + 1, count - 1)]);
  const found = ranked(
    of,
    weights,
    ranks.toSorted((a, b) => a - b),
  );
  const byRank = new Map(ranks.toSorted((a, b) => a - b).map((rank, index) => [rank, found[index] as number]));
  return positions.map((at) => {
    const low = byRank.get(Math.floor(at)) as number;
    const high = byRank.get(Math.min(Math.floor(at) + 1, count - 1)) as number;
    return low + (high - low) * (at - Math.floor(at));
  });
}
