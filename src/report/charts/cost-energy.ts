import { chartConfig } from '../chart-style.ts';
import type { ReportData } from '../report-data.ts';
import { cellBars } from './cell-bars.ts';
import type { Chart } from './chart.ts';

/** What output tokens cost in money and in electricity; null where neither is known. */
export function costEnergyChart({ result }: ReportData): Chart | null {
  const cells = Object.values(result.benchmarks).flat();
  const panels = [
    cellBars(cells, ({ statistics: s }) => s.costUsdPerMillionOutputTokens, 'USD per million output tokens'),
    cellBars(cells, ({ statistics: s }) => s.gpu.energyPerTokenJ, 'joules of the GPU per output token'),
  ].filter((panel) => panel !== null);
  if (panels.length === 0) return null;
  const price = result.config.suite.gpuUsdPerHour;
  const priced = price === null ? '' : `; at ${price} USD an hour and GPU`;
  return {
    name: 'cost-energy',
    title: 'Cost and energy of output tokens',
    caption: `of every cell (n ok requests) where it is known: less is better${priced}`,
    spec: { config: chartConfig, vconcat: panels, spacing: 24 },
  };
}
