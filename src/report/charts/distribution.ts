import type { MeasuredCell } from '../../domain/engine-result.ts';
import type { Distribution } from '../../domain/statistics.ts';
import { chartConfig, linePerCell, plotWidth } from '../chart-style.ts';
import { count } from '../format.ts';
import type { ReportData } from '../report-data.ts';
import type { Chart } from './chart.ts';

type Metric = {
  name: string;
  title: string;
  axis: string;
  /** What the curves count, where that is not the ok requests that were at least as fast. */
  caption?: string;
  /** Null: the cell has no such metric. */
  of(cell: MeasuredCell): Distribution | null;
};
type Point = { value: number; share: number; cell: string };

/** Points of a cell's curve; a logarithmic axis has no place for 0. */
function curve(metric: Metric, cell: MeasuredCell): Point[] {
  const distribution = metric.of(cell);
  if (distribution === null) return [];
  const { quantiles } = distribution;
  const line = `${cell.statistics.cell.id} (n ${count(distribution.count)})`;
  const last = Math.max(1, quantiles.length - 1);
  return quantiles.map((value, index) => ({ value, share: index / last, cell: line })).filter(({ value }) => value > 0);
}

/** 1, 2, 5, 10, 20, 50 … as far as the values reach: what people read off a logarithmic axis. */
function ticks(values: number[]): number[] {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.ceil(Math.log10(Math.max(...values)));
  const decades = Array.from({ length: high - low + 1 }, (_, index) => low + index);
  // From text, since 10 ** -1 * 2 and the like are not the numbers that they stand for.
  return decades.flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)));
}

/** Cumulative distribution of a latency, a line a cell: what share of requests was at least as fast. */
function distributionChart(metric: Metric, { result }: ReportData): Chart | null {
  const values = Object.values(result.benchmarks)
    .flat()
    .flatMap((cell) => curve(metric, cell));
  if (values.length === 0) return null;
  return {
    name: metric.name,
    title: metric.title,
    caption:
      metric.caption ?? 'share of ok requests (n of each cell) that were at least as fast; logarithmic time axis',
    spec: {
      config: chartConfig,
      width: plotWidth,
      height: 260,
      data: { values },
      mark: { type: 'line', interpolate: 'step-after' },
      encoding: {
        x: {
          field: 'value',
          type: 'quantitative',
          title: metric.axis,
          scale: { type: 'log', nice: false },
          axis: { values: ticks(values.map(({ value }) => value)), format: '~g' },
        },
        y: { field: 'share', type: 'quantitative', title: 'share of requests', axis: { format: '%' } },
        ...linePerCell('cell'),
      },
    },
  };
}

/** Time to first token. */
export function ttftChart(data: ReportData): Chart | null {
  const of = ({ statistics }: MeasuredCell) => statistics.ttftMs;
  return distributionChart({ name: 'ttft', title: 'Time to first token', axis: 'TTFT, ms', of }, data);
}

/** Time per output token after the first. */
export function tpotChart(data: ReportData): Chart | null {
  const of = ({ statistics }: MeasuredCell) => statistics.tpotMs;
  return distributionChart({ name: 'tpot', title: 'Time per output token', axis: 'TPOT, ms', of }, data);
}

/** Open loop: TTFT from the intended send, what users waited. */
export function responseTtftChart(data: ReportData): Chart | null {
  const of = ({ statistics: { openLoop } }: MeasuredCell) => openLoop?.responseTtftMs ?? null;
  const title = 'Time to first token from the intended send (open loop)';
  return distributionChart({ name: 'response-ttft', title, axis: 'TTFT from the intended send, ms', of }, data);
}

/** Open loop: how late requests left. */
export function latenessChart(data: ReportData): Chart | null {
  const of = ({ statistics: { openLoop } }: MeasuredCell) => openLoop?.sendLatenessMs ?? null;
  const caption = 'share of requests sent (n of each cell) that were at most that late; logarithmic time axis';
  const title = 'Lateness of sends (open loop)';
  return distributionChart({ name: 'lateness', title, axis: 'sent − intended, ms', caption, of }, data);
}
