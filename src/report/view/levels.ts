import type { MeasuredCell } from '../../domain/engine-result.ts';
import { seriesInWords, seriesOf } from '../../domain/series.ts';
import type { Distribution } from '../../domain/statistics.ts';
import { count, number, percentileOf, unknown } from '../format.ts';
import { waitedTtft } from '../open-loop.ts';

/**
 * Repeats of one load level, point of a sweep or case, as a row. Its figures lead to `id`, the only cell, or to the
 * table over the runs of `series`.
 */
type Row = {
  id: string;
  series: string;
  level: string;
  runs: string;
  ok: string;
  tokensPerS: string;
  requestsPerS: string;
  ttftP50: string;
  ttftP95: string;
  tpotP50: string;
  state: string;
};

const badness = ['VALID', 'WARN', 'INVALID'];

/** The cells of a test by what they have in common, in the order of the run. */
export function seriesOfCells(cells: MeasuredCell[]): MeasuredCell[][] {
  const groups = new Map<string, MeasuredCell[]>();
  for (const cell of cells) {
    const key = seriesOf(cell.statistics.cell);
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  return [...groups.values()];
}

/** The value of the middle run, with the smallest and the largest where there are several. */
function middleOf(values: (number | null | undefined)[]): string {
  const known = values.filter((value): value is number => value != null).sort((a, b) => a - b);
  const [least, most, middle] = [known[0], known.at(-1), known[(known.length - 1) >> 1]];
  if (least === undefined || most === undefined || middle === undefined) return unknown;
  return known.length === 1 ? number(middle) : `${number(middle)} (${number(least)}–${number(most)})`;
}

/** A percentile of each run; "insufficient" where none has samples enough. */
function percentiles(runs: MeasuredCell[], of: (cell: MeasuredCell) => Distribution, p: number): string {
  const found = runs.map((cell) => percentileOf(of(cell), p));
  const values = found.map((one) => (one === undefined || one.insufficient ? null : one.value));
  if (values.some((value) => value !== null)) return middleOf(values);
  return runs.some((cell) => of(cell).count > 0) ? 'insufficient' : unknown;
}

/** TTFT as users waited; in an open loop the one from the real send beside it. */
function ttft(runs: MeasuredCell[], p: number): string {
  const waited = percentiles(runs, (one) => waitedTtft(one.statistics), p);
  if (runs.every(({ statistics }) => statistics.openLoop === null)) return waited;
  return `${waited}, service ${percentiles(runs, (one) => one.statistics.ttftMs, p)}`;
}

function row(runs: MeasuredCell[]): Row | null {
  const [first] = runs;
  if (first === undefined) return null;
  const statistics = runs.map((cell) => cell.statistics);
  const { cell } = first.statistics;
  const twin = cell.test === 'json_struct' && cell.constraint === 'none';
  return {
    id: runs.length === 1 ? cell.id : '',
    series: seriesOf(cell),
    level: `${twin ? 'without the schema, ' : ''}${seriesInWords(cell)}`,
    runs: count(runs.length),
    ok: count(statistics.reduce((sum, { requests }) => sum + (requests.outcomes.ok ?? 0), 0)),
    tokensPerS: middleOf(statistics.map(({ outputTokensPerS: { steady, whole } }) => steady ?? whole)),
    requestsPerS: middleOf(statistics.map(({ requestsPerS }) => requestsPerS.whole)),
    ttftP50: ttft(runs, 50),
    ttftP95: ttft(runs, 95),
    tpotP50: percentiles(runs, (one) => one.statistics.tpotMs, 50),
    state: badness[Math.max(...runs.map(({ verdict }) => badness.indexOf(verdict.state)))] ?? 'VALID',
  };
}

/** The levels, points and cases of a test side by side; empty where there is only one. */
export function levelRows(cells: MeasuredCell[]): Row[] {
  const series = seriesOfCells(cells.filter(({ statistics }) => statistics.cell.purpose === 'speed'));
  return series.length < 2 ? [] : series.map(row).filter((one) => one !== null);
}
