import type { RankedPair } from '../../domain/comparison.ts';
import type { Difference, Side } from '../../domain/difference.ts';
import { compareSides } from '../difference/compare-sides.ts';
import { sideOf } from '../difference/side.ts';
import type { Contestant } from './contestants.ts';
import { isBetter } from './rank.ts';

/** As `dyno compare` has it when nobody says otherwise. */
const minEffect = 0.01;

/**
 * What the test of `dyno compare` says of two engines by one metric, before it is known who is ranked beside them.
 * `p`: adjusted (Holm) among all metrics and tests of the two. `seems`: who is better if it is shown at all.
 */
export type TestedPair = Omit<RankedPair, 'ahead' | 'pAdjusted'> & { p: number; seems: string };

/** Differences between engines that several runs can show, by `id level metric`. */
export type TestedPairs = Map<string, TestedPair[]>;

export function keyOf({ id, level, metric }: Pick<Difference, 'id' | 'level' | 'metric'>): string {
  return JSON.stringify([id, level, metric]);
}

function pairsOf(sides: Side[]): [Side, Side][] {
  return sides.flatMap((a, index) => sides.slice(index + 1).map((b): [Side, Side] => [a, b]));
}

/** Of single runs nothing is here: chance in them is sought in their samples, which only `dyno compare` reads. */
function testedPair(a: Side, b: Side, difference: Difference): TestedPair[] {
  const { better, relative, low, high, method, pAdjusted: p } = difference;
  if (method === null || p === null || difference.a === null || difference.b === null) return [];
  const seems = isBetter(difference.b, difference.a, better) ? b.name : a.name;
  return [{ a: a.name, b: b.name, relative, low, high, method, p, seems }];
}

/** Each engine against each other one, with the test and the limits of `dyno compare`. */
export function testedPairs(all: Contestant[], isOneSequence: boolean): TestedPairs {
  const found: TestedPairs = new Map();
  const sides = all.flatMap(({ name, runs }) => sideOf(name, runs, isOneSequence ? 'this one' : null) ?? []);
  for (const [a, b] of pairsOf(sides)) {
    // What may be ranked has been decided; what did other work is not asked about here.
    const { differences } = compareSides(a, b, () => null, { minEffect, metrics: [], anyway: true });
    for (const one of differences) {
      found.set(keyOf(one), [...(found.get(keyOf(one)) ?? []), ...testedPair(a, b, one)]);
    }
  }
  return found;
}
