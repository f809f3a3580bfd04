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
  counted?: string;
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

/** 1, 2, 5, 10, 20, 50 … from the last one below the values to the first one above: what people read off such an axis. */
function ticks(low: number, high: number): number[] {
  const powers = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))] as const;
  const decades = Array.from({ length: powers[1] - powers[0] + 1 }, (_, index) => powers[0] + index);
  // From text, since 10 ** -1 * 2 and the like are not the numbers that they stand for.
  const all = decades.flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)));
  const from = all.findLastIndex((tick) => tick <= low);
  const to = all.findIndex((tick) => tick >= high);
  return all.slice(Math.max(0, from), to === -1 ? undefined : to + 1);
}

/** A logarithmic axis, or a linear one where the values lie so close together that a logarithmic one has no marks. */
function timeAxis(values: number[]) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (high < low * 3) {
    const margin = Math.max((high - low) * 0.05, high * 0.01);
    return { words: 'linear', scale: { domain: [low - margin, high + margin], nice: true }, axis: {} };
  }
  const marks = ticks(low, high);
  const domain = [marks.at(0) ?? low, marks.at(-1) ?? high];
  return { words: 'logarithmic', scale: { type: 'log' as const, domain, nice: false }, axis: { values: marks } };
}

/** Cumulative distribution of a latency, a line a cell: what share of requests was at least as fast. */
function distributionChart(metric: Metric, { result }: ReportData): Chart | null {
  const values = Object.values(result.benchmarks)
    .flat()
    .flatMap((cell) => curve(metric, cell));
  if (values.length === 0) return null;
  const { words, scale, axis } = timeAxis(values.map(({ value }) => value));
  return {
    name: metric.name,
    title: metric.title,
    caption: `${metric.counted ?? 'share of ok requests (n of each cell) that were at least as fast'}; ${words} time axis`,
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
          scale,
          axis: { ...axis, format: '~g' },
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
  const counted = 'share of requests sent (n of each cell) that were at most that late';
  const title = 'Lateness of sends (open loop)';
  return distributionChart({ name: 'lateness', title, axis: 'sent − intended, ms', counted, of }, data);
}
