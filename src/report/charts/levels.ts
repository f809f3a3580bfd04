import type { MeasuredCell } from '../../domain/engine-result.ts';
import { pointInWords } from '../../domain/sweep.ts';
import { chartConfig, linePerCell, plotWidth } from '../chart-style.ts';
import { percentileOf } from '../format.ts';
import type { ReportData } from '../report-data.ts';
import type { Chart } from './chart.ts';

type Metric = { name: string; title: string; axis: string; of(cell: MeasuredCell): number | null };
type Mark = { inFlight: number; value: number; series: string };

/** What a line of the chart has in common: the test and the point of a sweep. The in-flight levels are its points. */
function lineOf({ statistics: { cell } }: MeasuredCell): string {
  const twin = cell.test === 'json_struct' && cell.constraint === 'none' ? 'without schema' : '';
  return [cell.test, twin, cell.caseId ?? '', pointInWords(cell.point)].filter((part) => part !== '').join(', ');
}

function marks({ result }: ReportData, metric: Metric): Mark[] {
  const cells = Object.values(result.benchmarks).flat();
  const all = cells.flatMap((cell): Mark[] => {
    const { shape } = cell.statistics.cell;
    const value = metric.of(cell);
    if (shape.kind !== 'concurrency' || value === null) return [];
    return [{ inFlight: shape.concurrency, value, series: lineOf(cell) }];
  });
  const levels = (series: string) => new Set(all.filter((mark) => mark.series === series).map((mark) => mark.inFlight));
  return all.filter(({ series }) => levels(series).size > 1);
}

/** A figure over the requests in flight: a point a run, a line through the means of each level. */
function levelsChart(data: ReportData, metric: Metric): Chart | null {
  const values = marks(data, metric);
  if (values.length === 0) return null;
  const ticks = [...new Set(values.map(({ inFlight }) => inFlight))].sort((a, b) => a - b);
  const axis = { values: ticks, format: 'd' };
  const x = {
    field: 'inFlight',
    type: 'quantitative' as const,
    title: 'requests in flight',
    scale: { type: 'log' as const, nice: false },
    axis,
  };
  const y = { field: 'value', type: 'quantitative' as const, title: metric.axis, scale: { zero: true } };
  return {
    name: metric.name,
    title: metric.title,
    caption: 'at each level of a closed loop: a point for each run, a line through their means; logarithmic level axis',
    spec: {
      config: chartConfig,
      width: plotWidth,
      height: 260,
      data: { values },
      encoding: { x, ...linePerCell('series') },
      layer: [
        { mark: { type: 'line' }, encoding: { y: { ...y, aggregate: 'mean' as const } } },
        { mark: { type: 'point', filled: true, size: 40 }, encoding: { y } },
      ],
    },
  };
}

/** Output tokens per second over the load levels. */
export function throughputByLevel(data: ReportData): Chart | null {
  return levelsChart(data, {
    name: 'throughput-by-level',
    title: 'Output tokens per second over the load',
    axis: 'output tokens per second',
    of: ({ statistics: { outputTokensPerS } }) => outputTokensPerS.steady ?? outputTokensPerS.whole,
  });
}

/** Median time to first token over the load levels. */
export function ttftByLevel(data: ReportData): Chart | null {
  return levelsChart(data, {
    name: 'ttft-by-level',
    title: 'Time to first token over the load',
    axis: 'TTFT p50, ms',
    of: ({ statistics }) => percentileOf(statistics.ttftMs, 50)?.value ?? null,
  });
}
