import type { MeasuredCell } from '../../domain/engine-result.ts';
import type { Distribution } from '../../domain/statistics.ts';
import { chartConfig, plotWidth } from '../chart-style.ts';
import type { Chart, ChartData } from './chart.ts';

type Metric = { name: string; title: string; axis: string; of(cell: MeasuredCell): Distribution };

function curve(metric: Metric, cell: MeasuredCell) {
  const { quantiles, count } = metric.of(cell);
  const line = `${cell.statistics.cell.id} (n ${count})`;
  return quantiles.map((value, index) => ({ value, share: index / (quantiles.length - 1), cell: line }));
}

/** Cumulative distribution of a latency, a line a cell: what share of requests was at least as fast. */
function distributionChart(metric: Metric, { result }: ChartData): Chart | null {
  const values = Object.values(result.benchmarks)
    .flat()
    .flatMap((cell) => curve(metric, cell));
  if (values.length === 0) return null;
  return {
    name: metric.name,
    title: metric.title,
    caption: 'share of ok requests that were at least as fast; logarithmic time axis',
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
          axis: { tickCount: 8, format: '~g' },
        },
        y: { field: 'share', type: 'quantitative', title: 'share of requests', axis: { format: '%' } },
        color: { field: 'cell', type: 'nominal', sort: null, title: null },
        strokeDash: { field: 'cell', type: 'nominal', sort: null, title: null },
      },
    },
  };
}

/** Time to first token. */
export function ttftChart(data: ChartData): Chart | null {
  const of = ({ statistics }: MeasuredCell) => statistics.ttftMs;
  return distributionChart({ name: 'ttft', title: 'Time to first token', axis: 'TTFT, ms', of }, data);
}

/** Time per output token after the first. */
export function tpotChart(data: ChartData): Chart | null {
  const of = ({ statistics }: MeasuredCell) => statistics.tpotMs;
  return distributionChart({ name: 'tpot', title: 'Time per output token', axis: 'TPOT, ms', of }, data);
}
