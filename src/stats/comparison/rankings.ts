import type { ComparedTest, RankedPair, Ranking } from '../../domain/comparison.ts';
import type { Figure } from '../../domain/figure.ts';
import { alpha } from '../difference/answer.ts';
import { holm } from '../difference/holm.ts';
import type { Metric } from './metric.ts';
import { type Candidate, type IsShown, isBetter, rank } from './rank.ts';
import type { TestedPair } from './tested-pairs.ts';

/** A WARN is named with the figure; an INVALID of a part of the runs is, too, but those runs are not in the figure. */
function verdictOf(tested: ComparedTest['engines'][number]): 'VALID' | 'WARN' {
  return tested.verdict === 'VALID' ? 'VALID' : 'WARN';
}

function missing({ runs }: Figure): string {
  return runs === 0 ? 'no value: too few samples, or not measured' : 'no value';
}

/**
 * The pairs of a ranking with what is shown after Holm among them, on top of Holm among all metrics of the two: in no ranking
 * is even one order false with more than 5 % chance, and what stands here `dyno compare` shows, too. Where the test (rounds in pairs,
 * ratios) and the means that the ranking is read by name different engines, nothing is shown.
 */
function decided(pairs: TestedPair[], candidates: Candidate[], better: Ranking['better']): RankedPair[] {
  const value = (name: string) => candidates.find(({ engine }) => engine === name)?.figure.value as number;
  const adjusted = holm(pairs.map(({ p }) => p));
  return pairs.map(({ p: _p, seems, ...pair }, index) => {
    const pAdjusted = adjusted[index] as number;
    const other = seems === pair.a ? pair.b : pair.a;
    const isShown = pAdjusted < alpha && isBetter(value(seems), value(other), better);
    return { ...pair, pAdjusted, ahead: isShown ? seems : null };
  });
}

/** What the pairs of a ranking say; null for two that are not among them. */
export function isShownBy(pairs: RankedPair[]): IsShown {
  return (one, other) => {
    const found = pairs.find(({ a, b }) => (a === one && b === other) || (a === other && b === one));
    return found === undefined ? null : found.ahead === one;
  };
}

/**
 * The ranking of a test by one metric; null for a metric that nobody has or that is only shown. `absent`: engines that
 * should have done the test and have no figures.
 */
export function ranking(
  { name, title, unit, better }: Metric,
  engines: ComparedTest['engines'],
  { reasons, absent }: { reasons: Map<string, string>; absent: Ranking['notRanked'] },
  pairs: TestedPair[],
): Ranking | null {
  if (better === null) return null;
  const figureOf = (one: (typeof engines)[number]) => one.figures[name] as Figure;
  if (engines.every((one) => figureOf(one).value === null)) return null;
  const notRanked = engines.flatMap((one) => {
    const reason = reasons.get(one.engine) ?? (figureOf(one).value === null ? missing(figureOf(one)) : null);
    return reason === null ? [] : [{ engine: one.engine, reason }];
  });
  const fit = engines.filter((one) => !notRanked.some(({ engine }) => engine === one.engine));
  const [only] = fit;
  if (fit.length === 1 && only !== undefined) {
    notRanked.push({ engine: only.engine, reason: 'no other engine to rank it against' });
  }
  const candidates = fit.map((one) => ({ engine: one.engine, figure: figureOf(one), verdict: verdictOf(one) }));
  const among = pairs.filter(({ a, b }) => [a, b].every((name) => fit.some(({ engine }) => engine === name)));
  const between = decided(among, candidates, better);
  const ranked = fit.length < 2 ? [] : rank(candidates, better, isShownBy(between));
  return { metric: name, title, unit, better, ranked, pairs: between, notRanked: [...notRanked, ...absent] };
}
