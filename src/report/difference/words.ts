import type { ComparedPair, Crossover, Difference } from '../../domain/difference.ts';
import { valueText } from '../comparison/figure-text.ts';
import { unknown } from '../format.ts';

/** "+3.2 %", "-0.4 %": a relative difference for people. */
export function relativeText(value: number | null): string {
  if (value === null) return unknown;
  const percent = (value * 100).toFixed(Math.abs(value) >= 1 ? 0 : 1);
  return `${value > 0 ? '+' : ''}${percent === '-0.0' ? '0.0' : percent} %`;
}

/** "+1.9 % to +4.5 %"; empty where nothing is known of chance. */
export function intervalText({ low, high }: Difference): string {
  return low === null || high === null ? '' : `${relativeText(low)} to ${relativeText(high)}`;
}

/** A share or a goodput is not fast: it is better or worse. */
export function answerText({ answer, unit, metric }: Difference): string {
  const isSpeed = unit !== 'share' && metric !== 'goodputPerS';
  if (isSpeed) return answer;
  return answer === 'faster' ? 'better' : answer === 'slower' ? 'worse' : answer;
}

/** A metric with its unit, once. */
export function metricText({ title, unit }: Pick<Difference, 'title' | 'unit'>): string {
  return unit === 'share' || title.includes(unit) ? title : `${title}, ${unit}`;
}

/** A figure of one side. */
export function figureText(difference: Difference, side: 'a' | 'b'): string {
  return valueText(difference[side], difference.unit);
}

/** "2 faster, 1 slower, 30 no difference shown". */
export function countsText({ differences }: ComparedPair): string {
  const counts = Map.groupBy(differences, ({ answer }) => answer);
  const order = ['faster', 'slower', 'no difference shown', 'not comparable'] as const;
  const parts = order.flatMap((answer) => {
    const count = counts.get(answer)?.length ?? 0;
    return count === 0 ? [] : [`${count} ${answer}`];
  });
  return parts.length === 0 ? 'nothing could be compared' : parts.join(', ');
}

/** How the answers were made safe against their number. */
export function methodText({ comparisons }: ComparedPair, minEffect: number): string {
  const percent = `${Number((minEffect * 100).toFixed(3))} %`;
  return (
    `${comparisons} comparisons. "faster" and "slower": the interval lies wholly beyond ${percent}, and was widened for the ` +
    'number of comparisons (Holm): of 100 such reports fewer than 5 have even one false answer, as far as these runs show ' +
    'what chance does, and no note limits it. Intervals shown: 95 % each, not widened.'
  );
}

/** What became of it, in one line. `strict`: warnings count as failed. */
export function verdictText(
  { failed, sameWork, differences, leftOut, doubtful }: ComparedPair,
  strict: boolean,
): string {
  if (failed.length > 0) return `REGRESSION: ${failed.length} of ${differences.length} figures`;
  if (!sameWork && differences.length === 0) return 'not comparable: work or machine differ';
  const unanswered = differences.filter(({ answer }) => answer === 'not comparable').length;
  if (unanswered === differences.length) return 'not comparable';
  const parts = [
    'no regression shown',
    ...(leftOut.length > 0 ? [`tests not compared: ${leftOut.length}`] : []),
    ...(unanswered > 0 ? [`figures without an answer: ${unanswered}`] : []),
    ...(doubtful.length > 0 ? [`tests with a warning: ${doubtful.length}${strict ? ', FAILED (--strict)' : ''}`] : []),
  ];
  return parts.join('; ');
}

/** A test that was not compared, or that a rule warns of, with the reason. */
export function testText({ id, level, why }: ComparedPair['leftOut'][number]): string {
  return `${id}, ${level}: ${why}`;
}

const methods: Record<NonNullable<Difference['method']>, string> = {
  welch: "Welch's t",
  'paired-rounds': 'paired t, by round',
  'one-against-runs': 't, one run against several',
  'paired-bootstrap': 'bootstrap, same prompts',
  bootstrap: 'bootstrap',
};

/** How chance was judged, and on how many values a side. */
export function basisText({ method, runs }: Difference): string {
  return method === null ? unknown : `${methods[method]}, ${runs.a}:${runs.b}`;
}

/** Why answers are none, each reason once with how often it holds. */
export function reasonTexts({ differences }: ComparedPair): string[] {
  const none = differences.filter(({ answer }) => answer === 'not comparable');
  const groups = Map.groupBy(none, ({ why }) => why);
  return [...groups].map(([why, rows]) => `${rows.length} not comparable: ${why}`);
}

/**
 * A crossing that is shown, in a sentence. The interval of the straight line is left to the JSON: how the curves bend between
 * measured levels is not in it, and as a claim about the engines it would be far too narrow.
 */
function crossoverText({ title, test, between, at, betterBelow, betterAbove }: Crossover): string {
  return (
    `${test}, ${title}: ${betterBelow} is shown to be ahead at ${between[0]}, ${betterAbove} at ${between[1]} in flight; they ` +
    `cross between these, by a straight line at about ${at.toFixed(1)} (nobody looked there: measure levels between them)`
  );
}

/** Where the curves cross: the crossings that are shown, and how many others only look so. */
export function crossoverTexts({ crossovers }: ComparedPair): string[] {
  const shown = crossovers.filter((one) => one.shown).map(crossoverText);
  const others = crossovers.length - shown.length;
  if (others === 0) return shown;
  const more = shown.length > 0 ? 'other ' : '';
  return [
    ...shown,
    `${others} ${more}${others === 1 ? 'crossing' : 'crossings'} may be chance: no difference is shown on both sides of it`,
  ];
}
