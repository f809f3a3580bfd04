import type { MeasuredCell } from '../../domain/engine-result.ts';
import type { Distribution } from '../../domain/statistics.ts';
import type { TestName } from '../../domain/suite.ts';
import { chartConfig } from '../chart-style.ts';
import type { ReportData } from '../report-data.ts';
import { testTitles } from '../view/summary.ts';
import { type Curve, cdfPlot, marksWords } from './cdf.ts';
import type { Chart } from './chart.ts';
import { labelledSeries } from './series-label.ts';

type Metric = {
  name: string;
  title: string;
  axis: string;
  /** What the curves count, where that is not the ok requests that were at least as fast. */
  counted?: string;
  /** Null: the cell has no such metric. */
  of(cell: MeasuredCell): Distribution | null;
};

function curves(metric: Metric, cells: MeasuredCell[]): Curve[] {
  const known = cells.filter((cell) => (metric.of(cell)?.count ?? 0) > 0);
  return labelledSeries(known, (cell) => metric.of(cell)?.count ?? 0).flatMap(({ label, cells: runs }) =>
    runs.flatMap((cell) => {
      const distribution = metric.of(cell);
      return distribution === null ? [] : [{ line: label, of: cell.statistics.cell.id, distribution }];
    }),
  );
}

/** Cumulative distribution of a latency in a test, a curve a run, runs of the same load in the same colour. */
function distributionChart(metric: Metric, test: TestName, cells: MeasuredCell[]): Chart[] {
  const all = curves(metric, cells);
  const drawn = cdfPlot(all, metric.axis, 'share of requests');
  if (drawn === null) return [];
  const counted = metric.counted ?? 'share of ok requests (n) that were at least as fast';
  const runs = all.length > new Set(all.map(({ line }) => line)).size ? ', a curve for each run' : '';
  return [
    {
      name: `${metric.name}-${test.replace('_', '-')}`,
      title: `${testTitles[test]}: ${metric.title}`,
      caption: `${counted}${runs}${marksWords(all)}; ${drawn.words}`,
      test,
      spec: { config: chartConfig, ...drawn.plot },
    },
  ];
}

const metrics: Metric[] = [
  {
    name: 'response-ttft',
    title: 'time to first token from the intended send (open loop)',
    axis: 'TTFT from the intended send, ms',
    of: ({ statistics: { openLoop } }) => openLoop?.responseTtftMs ?? null,
  },
  { name: 'ttft', title: 'time to first token', axis: 'TTFT, ms', of: ({ statistics }) => statistics.ttftMs },
  { name: 'tpot', title: 'time per output token', axis: 'TPOT, ms', of: ({ statistics }) => statistics.tpotMs },
  {
    name: 'lateness',
    title: 'lateness of sends (open loop)',
    axis: 'sent − intended, ms',
    counted: 'share of requests sent (n) that were at most that late',
    of: ({ statistics: { openLoop } }) => openLoop?.sendLatenessMs ?? null,
  },
];

/** Distributions of every test, in its section. */
export function distributionCharts({ result }: ReportData): Chart[] {
  return (Object.keys(testTitles) as TestName[]).flatMap((test) =>
    metrics.flatMap((metric) => distributionChart(metric, test, result.benchmarks[test])),
  );
}
