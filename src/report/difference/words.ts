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
    'number of comparisons (Holm), so that the chance of even one false answer among them is below 5 %. Intervals shown: ' +
    '95 % each, not widened.'
  );
}

/** What became of it, in one line. */
export function verdictText({ failed, sameWork, differences, leftOut }: ComparedPair): string {
  if (failed.length > 0) return `REGRESSION: ${failed.length} of ${differences.length} figures`;
  if (!sameWork && differences.length === 0) return 'not comparable: work or machine differ';
  if (differences.length === 0) return 'not comparable';
  if (leftOut.length > 0) return `no regression shown; tests not compared: ${leftOut.length}`;
  return 'no regression shown';
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

export function crossoverText({
  title,
  test,
  between,
  at,
  low,
  high,
  betterBelow,
  betterAbove,
  shown,
}: Crossover): string {
  const level = (value: number) => value.toFixed(1);
  const range =
    low === null || high === null ? 'the interval is open' : `95 % interval ${level(low)} to ${level(high)} in flight`;
  const chance = shown ? '' : '; a difference is not shown on both sides of it, so it may be chance';
  return (
    `${test}, ${title}: ${betterBelow} is ahead below, ${betterAbove} above about ${level(at)} in flight ` +
    `(between the measured levels ${between[0]} and ${between[1]}, where nobody looked; ${range}${chance})`
  );
}
