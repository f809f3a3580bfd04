import type { ComparedTest, RankedPair, Ranking, TestedEngine } from '../../domain/comparison.ts';
import type { Figure } from '../../domain/figure.ts';
import type { Finding, Place } from '../../domain/recommendation.ts';
import { intervalOf } from '../comparison/pool.ts';
import { rank } from '../comparison/rank.ts';
import { isShownBy } from '../comparison/rankings.ts';

type Head = Pick<Finding, 'metric' | 'title' | 'unit' | 'better' | 'where' | 'decides'>;

/** Who leads: the first place and all that tie with it. Nobody where fewer than two can be ranked. */
function firstOf(places: Place[]): string[] {
  const [leader] = places;
  if (leader === undefined || places.length < 2) return [];
  const shared = places.filter(({ rank: place, engine }) => place === 1 || leader.tiedWith.includes(engine));
  return shared.map(({ engine }) => engine);
}

/** How much better `mine` is than `theirs`, as a share of theirs; null where that is no ratio. */
function relative(mine: number | null, theirs: number | null, better: Finding['better']): number | null {
  if (mine === null || theirs === null || mine <= 0 || theirs <= 0) return null;
  return better === 'higher' ? mine / theirs - 1 : 1 - mine / theirs;
}

/** The same out of the test over several runs, turned so that the leader is told against the other one. */
function byTest(pair: RankedPair, leader: string, better: Finding['better']): Finding['ahead'] {
  const of = pair.a === leader ? pair.b : pair.a;
  const ratios = [pair.relative, pair.low, pair.high].map((value) => {
    if (value === null || value <= -1) return null;
    return pair.a === leader ? 1 / (1 + value) : 1 + value;
  });
  const [by, ...ends] = ratios.map((ratio) => relative(ratio, 1, better));
  if (by === null || by === undefined) return null;
  const bounds = ends.filter((end) => end !== null).toSorted((a, b) => a - b);
  const [low, high] = bounds.length === 2 ? bounds : [null, null];
  return { of, by: 'test', relative: by, low: low ?? null, high: high ?? null };
}

function aheadOf(places: Place[], first: string[], better: Finding['better'], pairs: RankedPair[]): Finding['ahead'] {
  const next = places.find(({ engine }) => !first.includes(engine));
  const [leader] = places;
  if (leader === undefined || next === undefined || first.length !== 1) return null;
  const pair = pairs.find(({ a, b }) => [a, b].includes(leader.engine) && [a, b].includes(next.engine));
  if (pair !== undefined) return byTest(pair, leader.engine, better);
  const [mine, theirs] = [leader.figure, next.figure];
  const by = relative(mine.value, theirs.value, better);
  if (by === null) return null;
  const head = { of: next.engine, by: 'intervals' as const, relative: by };
  const [around, aroundTheirs] = [intervalOf(mine), intervalOf(theirs)];
  if (around === null || aroundTheirs === null) return { ...head, low: null, high: null };
  const [worst, best] = better === 'higher' ? [around.low, around.high] : [around.high, around.low];
  const [theirBest, theirWorst] =
    better === 'higher' ? [aroundTheirs.high, aroundTheirs.low] : [aroundTheirs.low, aroundTheirs.high];
  return { ...head, low: relative(worst, theirBest, better), high: relative(best, theirWorst, better) };
}

/** Whether anything is known of what chance does to a figure. */
export function isFounded({ spread }: Figure): boolean {
  return spread !== 'none';
}

function finding(head: Head, places: Place[], notRanked: Finding['notRanked'], pairs: RankedPair[] = []): Finding {
  const first = firstOf(places);
  return {
    ...head,
    answer: first.length === 0 ? 'cannot say' : first.length === 1 ? 'leads' : 'tie',
    first,
    ahead: aheadOf(places, first, head.better, pairs),
    places,
    notRanked,
  };
}

function headOf({ metric, title, unit, better }: Ranking, where: string, decides: boolean): Head {
  return { metric, title, unit, better, where, decides };
}

function rankingOf(test: ComparedTest, metric: string): Ranking | undefined {
  return test.rankings.find((one) => one.metric === metric);
}

/** A ranking of one test at one load level as a finding; nothing where no engine has the metric. */
export function findingAt(test: ComparedTest, metric: string, decides: boolean): Finding[] {
  const ranking = rankingOf(test, metric);
  if (ranking === undefined) return [];
  const places = ranking.ranked.map((place) => ({ ...place, id: test.id, level: test.level }));
  return [finding(headOf(ranking, test.level, decides), places, ranking.notRanked, ranking.pairs)];
}

/** An engine at a load level at which it may be ranked by a metric. */
export type Candidate = { engine: string; figure: Figure; test: ComparedTest; tested: TestedEngine };

/** Every engine at every load level of these tests at which it may be ranked by a metric. */
export function candidates(tests: ComparedTest[], metric: string): Candidate[] {
  return tests.flatMap((test) =>
    (rankingOf(test, metric)?.ranked ?? []).flatMap(({ engine, figure }) => {
      const tested = test.engines.find((one) => one.engine === engine);
      return tested === undefined ? [] : [{ engine, figure, test, tested }];
    }),
  );
}

/** Reasons why engines are in no ranking of a metric, each engine once. */
function never(tests: ComparedTest[], metric: string, placed: string[]): Finding['notRanked'] {
  const all = tests.flatMap((test) => rankingOf(test, metric)?.notRanked ?? []);
  const others = all.filter(({ engine }) => !placed.includes(engine));
  return [...new Map(others.toReversed().map((one) => [one.engine, one])).values()].toReversed();
}

/** What the test says of engines that stand at the same load level; levels that differ have no test. */
function pairsAtOneLevel(best: Candidate[], metric: string): RankedPair[] {
  const at = (engine: string) => best.find((one) => one.engine === engine)?.test;
  return best.flatMap(({ engine, test }) =>
    (rankingOf(test, metric)?.pairs ?? []).filter(({ a, b }) => a === engine && at(b) === test),
  );
}

/** Each engine at that of these load levels at which its figure is best; nothing where no engine has the metric. */
export function findingAtBest(
  tests: ComparedTest[],
  among: Candidate[],
  metric: string,
  head: Partial<Head>,
): Finding[] {
  const ranking = tests.map((test) => rankingOf(test, metric)).find((one) => one !== undefined);
  if (ranking === undefined) return [];
  const sign = ranking.better === 'higher' ? -1 : 1;
  const inOrder = among.toSorted((a, b) => sign * ((a.figure.value as number) - (b.figure.value as number)));
  const best = [...Map.groupBy(inOrder, ({ engine }) => engine).values()].flatMap(([one]) => one ?? []);
  const pairs = pairsAtOneLevel(best, metric);
  const ranked = rank(
    best.map(({ engine, figure, tested }) => ({ engine, figure, verdict: tested.verdict })),
    ranking.better,
    isShownBy(pairs),
  );
  const places = ranked.map((place) => {
    const { test } = best.find(({ engine }) => engine === place.engine) as Candidate;
    return { ...place, id: test.id, level: test.level };
  });
  const placed = places.map(({ engine }) => engine);
  return [finding({ ...headOf(ranking, '', true), ...head }, places, never(tests, metric, placed), pairs)];
}
