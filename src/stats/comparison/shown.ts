import type { RankedPair } from '../../domain/comparison.ts';
import type { Difference, Side } from '../../domain/difference.ts';
import { compareSides } from '../difference/compare-sides.ts';
import { sideOf } from '../difference/side.ts';
import type { Contestant } from './contestants.ts';

/** As `dyno compare` has it when nobody says otherwise. */
const minEffect = 0.01;

/** Differences between engines that several runs can show, by `id level metric`. */
export type ShownDifferences = Map<string, RankedPair[]>;

export function keyOf({ id, level, metric }: Pick<Difference, 'id' | 'level' | 'metric'>): string {
  return JSON.stringify([id, level, metric]);
}

function pairsOf(sides: Side[]): [Side, Side][] {
  return sides.flatMap((a, index) => sides.slice(index + 1).map((b): [Side, Side] => [a, b]));
}

/** Of single runs nothing is here: chance in them is sought in their samples, which only `dyno compare` reads. */
function rankedPair(a: Side, b: Side, { answer, relative, low, high, method }: Difference): RankedPair[] {
  if (method === null || answer === 'not comparable') return [];
  const ahead = answer === 'no difference shown' ? null : answer === 'faster' ? b.name : a.name;
  return [{ a: a.name, b: b.name, ahead, relative, low, high, method }];
}

/** Each engine against each other one, with the test and the limits of `dyno compare`. */
export function shownDifferences(all: Contestant[], isOneSequence: boolean): ShownDifferences {
  const found: ShownDifferences = new Map();
  const sides = all.flatMap(({ name, runs }) => sideOf(name, runs, isOneSequence ? 'this one' : null) ?? []);
  for (const [a, b] of pairsOf(sides)) {
    // What may be ranked has been decided; what did other work is not asked about here.
    const { differences } = compareSides(a, b, () => null, { minEffect, metrics: [], anyway: true });
    for (const one of differences) {
      found.set(keyOf(one), [...(found.get(keyOf(one)) ?? []), ...rankedPair(a, b, one)]);
    }
  }
  return found;
}
