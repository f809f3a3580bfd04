import { chartConfig } from '../chart-style.ts';
import type { ReportData } from '../report-data.ts';
import { cellBars } from './cell-bars.ts';
import type { Chart } from './chart.ts';

/** Output tokens per second of every cell. */
export function throughputChart({ result }: ReportData): Chart | null {
  const cells = Object.values(result.benchmarks).flat();
  const rate = ({ steady, whole }: { steady: number | null; whole: number | null }) => steady ?? whole;
  const bars = cellBars(cells, ({ statistics }) => rate(statistics.outputTokensPerS), 'output tokens per second');
  if (bars === null) return null;
  return {
    name: 'throughput',
    title: 'Output tokens per second',
    caption: 'of every cell (n ok requests), in the steady window where there is one, else over the whole run',
    spec: { config: chartConfig, ...bars },
  };
}
