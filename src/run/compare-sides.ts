import type { ComparedPair, ComparedSides, Side } from '../domain/difference.ts';
import { type CompareOptions, compareSides } from '../stats/difference/compare-sides.ts';
import { breaks, type FailRule, hidden, worseBy } from '../stats/difference/fail-on.ts';
import { type AskedRun, pairedRequests } from '../stats/difference/paired-requests.ts';
import type { Estimate } from '../stats/difference/two-means.ts';
import type { ReadSide } from './read-sides.ts';

export type PairOptions = CompareOptions & { failOn: readonly FailRule[] };

/** Differences over requests with the same prompts, by `id level`, each computed once and only when asked for. */
function pairsOf(a: ReadSide, b: ReadSide) {
  const known = new Map<string, Map<string, Estimate> | null>();
  return ({ id, level }: { id: string; level: string }) => {
    const key = `${id} ${level}`;
    const [one, other] = [a.single.get(key), b.single.get(key)];
    if (one === undefined || other === undefined) return null;
    if (!known.has(key)) known.set(key, pairedOf(a.side, key, one, other));
    return known.get(key) ?? null;
  };
}

function pairedOf(side: Side, key: string, one: AskedRun, other: AskedRun) {
  const test = side.tests.find(({ id, level }) => `${id} ${level}` === key);
  return pairedRequests(one, other, test?.metrics.map(({ name }) => name) ?? []);
}

function failures(pair: ComparedPair, rules: readonly FailRule[]): ComparedPair['failed'] {
  return pair.differences.flatMap((difference) => {
    const rule = rules.find((one) => breaks(one, difference));
    if (rule === undefined) return [];
    const percent = ((worseBy(difference) ?? 0) * 100).toFixed(1);
    const { id, level, metric, title } = difference;
    return [{ id, level, metric, text: `${id}, ${level}: ${title} is worse by ${percent} % (${rule.text})` }];
  });
}

/** The first side against each other one. */
export function comparePairs(sides: readonly ReadSide[], options: PairOptions): ComparedSides['pairs'] {
  const [a, ...others] = sides;
  if (a === undefined) return [];
  return others.map((b) => {
    const pair = compareSides(a.side, b.side, pairsOf(a, b), options);
    // The rule that stands where nobody gave one asks for any regression that is shown, and such ones do not hide.
    const hiding = options.failOn
      .filter(({ above }) => above > 0)
      .flatMap((rule) => hidden(rule, pair.differences) ?? []);
    return { ...pair, notes: [...pair.notes, ...hiding], failed: failures(pair, options.failOn) };
  });
}
