import { titleInLoop } from '../../domain/latency-title.ts';
import { pooledPercentile, type Repeated, type Repeats } from '../../domain/repeats.ts';
import { seriesInWords, seriesOf } from '../../domain/series.ts';
import type { Distribution } from '../../domain/statistics.ts';
import type { Metric } from '../comparison/metric.ts';
import { comparedMetrics, serviceLatencies } from '../comparison/metrics.ts';
import { describeSorted } from '../distribution.ts';
import { meanWithInterval } from '../mean-interval.ts';
import { usableCells } from '../usable-cells.ts';
import type { AnalysedCell, RequestLatencies } from './latencies.ts';
import { outliers } from './outliers.ts';

type RunValue = { run: number; value: number };

function repeated(metric: Metric, cells: AnalysedCell[], open: boolean): Repeated {
  const { name, unit, better, of } = metric;
  const values = cells.map(({ statistics }) => ({ run: statistics.cell.repeat, value: of(statistics)?.value ?? null }));
  const known = values.filter((one): one is RunValue => one.value !== null);
  const numbers = known.map(({ value }) => value);
  return {
    metric: name,
    title: titleInLoop(metric, open),
    unit,
    better,
    values,
    least: known.length === 0 ? null : Math.min(...numbers),
    most: known.length === 0 ? null : Math.max(...numbers),
    mean: meanWithInterval(numbers),
    // A gauge that is only shown may jump from 0 to 1 without that anything is wrong.
    outliers: better === null ? null : outliers(known),
  };
}

function concatenated(cells: AnalysedCell[], of: (latencies: RequestLatencies) => Float64Array | null): Float64Array {
  const parts = cells.map(({ latencies }) => of(latencies) ?? new Float64Array());
  const all = new Float64Array(parts.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function pooled(cells: AnalysedCell[], open: boolean): Repeats['pooled'] {
  const together = (of: (latencies: RequestLatencies) => Float64Array | null): Distribution =>
    describeSorted(concatenated(cells, of).sort());
  return {
    ttftMs: together(({ ttftMs }) => ttftMs),
    tpotMs: together(({ tpotMs }) => tpotMs),
    e2eMs: together(({ e2eMs }) => e2eMs),
    responseTtftMs: open ? together(({ responseTtftMs }) => responseTtftMs) : null,
    responseE2eMs: open ? together(({ responseE2eMs }) => responseE2eMs) : null,
  };
}

function ofSeries(series: string, cells: [AnalysedCell, ...AnalysedCell[]]): Repeats {
  const usable = usableCells(cells);
  const { cell, openLoop } = cells[0].statistics;
  const rateOver = usable.every(({ statistics: s }) => s.outputTokensPerS.steady !== null) ? 'steady' : 'whole';
  const together = pooled(usable, openLoop !== null);
  const metrics = [...comparedMetrics(rateOver), ...(openLoop === null ? [] : serviceLatencies)];
  // A percentile that each run has too few requests for is shown as that; what no run knows is left out.
  const isTold = ({ metric, mean }: Repeated) =>
    mean.count > 0 || pooledPercentile({ pooled: together }, metric) !== null;
  return {
    series,
    test: cell.test,
    level: seriesInWords(cell),
    runs: cells.map(({ statistics, verdict }) => ({
      run: statistics.cell.repeat,
      cell: statistics.cell.id,
      verdict: verdict.state,
    })),
    leftOut: cells.length - usable.length,
    rateOver,
    metrics: metrics.map((metric) => repeated(metric, usable, openLoop !== null)).filter(isTold),
    pooled: together,
  };
}

/**
 * Tests that were run several times: each figure over the runs, where a run counts once however many requests it has,
 * because requests of one run share its luck; beside it the requests of all runs pooled. Proofs have no figures.
 */
export function repeatsOf(cells: AnalysedCell[]): Repeats[] {
  const groups = new Map<string, [AnalysedCell, ...AnalysedCell[]]>();
  for (const one of cells.filter(({ statistics }) => statistics.cell.purpose === 'speed')) {
    const series = seriesOf(one.statistics.cell);
    const group = groups.get(series);
    if (group === undefined) groups.set(series, [one]);
    else group.push(one);
  }
  return [...groups].filter(([, group]) => group.length > 1).map(([series, group]) => ofSeries(series, group));
}
