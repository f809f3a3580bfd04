import type { EngineResult } from '../../domain/engine-result.ts';
import { type Mean, pooledPercentile, type Repeated, type Repeats } from '../../domain/repeats.ts';
import type { TestName } from '../../domain/suite.ts';
import { betweenText, metricTitle, valueText, valueWithUnit } from '../comparison/figure-text.ts';
import { count, number, share, unknown } from '../format.ts';

/** A table of one test over its runs, with what must be said of it, and the cells that are its runs. */
export type RepeatsTable = {
  series: string;
  caption: string;
  cells: string[];
  heads: string[];
  rows: string[][];
  notes: string[];
};

function meanText({ count: runs, mean, low, high }: Mean, unit: string): string {
  // Only percentiles are told without a value: their runs have too few requests.
  if (runs === 0) return 'insufficient';
  const interval = betweenText(low, high, unit);
  return `${valueText(mean, unit)}${interval === '' ? '' : ` (${interval})`}`;
}

function pooledText(repeats: Repeats, metric: string): string {
  const found = pooledPercentile(repeats, metric);
  if (found === null) return '';
  if (found.value === null) return 'insufficient';
  const interval = betweenText(found.low, found.high, 'ms');
  return `${number(found.value)}${interval === '' ? '' : ` (${interval})`}`;
}

function row(repeats: Repeats, one: Repeated): string[] {
  const { metric, unit, mean, least, most, values } = one;
  return [
    metricTitle(one),
    meanText(mean, unit),
    betweenText(least, most, unit),
    mean.count === 0 ? '' : share(mean.cv),
    mean.count === 0 ? '' : values.map(({ value }) => valueText(value, unit)).join(' · '),
    pooledText(repeats, metric),
  ];
}

/** Runs far from the others, in a sentence for each figure. */
function outlierNotes({ metrics }: Repeats): string[] {
  return metrics.flatMap(({ title, unit, outliers }) =>
    (outliers ?? []).map(({ run, value, score }) => {
      const why =
        score === null ? 'more than half of the others are all the same' : `modified z-score ${number(score)}`;
      return `Outlier: run ${run} in ${title}, ${valueWithUnit(value, unit)} (${why}). It is in every figure.`;
    }),
  );
}

const howMade =
  "Each run counts once, because requests of one run share its luck: the interval of the mean is by Student's t over " +
  'runs, CV is the standard deviation of runs / their mean. "Pooled" are the requests of all runs as if they were one ' +
  'run: what differs from run to run is hidden in it.';

function tooFewNote({ runs, leftOut }: Repeats): string[] {
  return runs.length - leftOut < 5 ? ['Of fewer than 5 runs none can be told to be an outlier.'] : [];
}

function leftOutNote({ leftOut }: Repeats): string[] {
  return leftOut === 0 ? [] : [`INVALID, and in none of these figures: ${count(leftOut)} of its runs.`];
}

function table(repeats: Repeats, isLast: boolean): RepeatsTable {
  const { series, level, runs, metrics } = repeats;
  return {
    series,
    cells: runs.map(({ cell }) => cell),
    caption: `Over ${count(runs.length)} runs, ${level}`,
    heads: ['figure', 'mean of runs (95 % interval)', 'least–most', 'CV', 'each run', 'pooled (95 % interval)'],
    rows: metrics.filter(({ better }) => better !== null).map((one) => row(repeats, one)),
    notes: [
      ...outlierNotes(repeats),
      ...leftOutNote(repeats),
      ...tooFewNote(repeats),
      // Once, below the last table that it is about.
      ...(isLast ? [howMade] : []),
    ],
  };
}

/** The tests that were run several times, figure by figure; empty where none was. */
export function repeatsTables({ repeats }: EngineResult, test: TestName): RepeatsTable[] {
  const own = repeats.filter((one) => one.test === test);
  return own.map((one, index) => table(one, index === own.length - 1));
}

/** One figure of a test over its runs, as a clause; null where it was not run several times, or has no such figure. */
export function overRuns(repeats: Repeats | undefined, metric: string): string | null {
  const found = repeats?.metrics.find((one) => one.metric === metric);
  if (found === undefined || found.mean.cv === null) return null;
  const { mean, unit, outliers } = found;
  const named = (outliers ?? []).map(({ run }) => `run ${run}`);
  const odd = named.length === 0 ? '' : `, outlier: ${named.join(', ')}`;
  const interval = betweenText(mean.low, mean.high, unit);
  const value = valueWithUnit(mean.mean, unit);
  return value === unknown
    ? null
    : `mean of ${count(mean.count)} runs ${value} (95 % interval ${interval}), CV ${share(mean.cv)}${odd}`;
}
