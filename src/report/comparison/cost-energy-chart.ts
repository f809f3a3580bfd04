import type { Comparison } from '../../domain/comparison.ts';
import { chartConfig } from '../chart-style.ts';
import type { Chart } from '../charts/chart.ts';
import { headlineTests } from './headline.ts';
import { measuredEngines } from './measured-cells.ts';
import { barWords, figurePanel } from './performance-chart.ts';

/** What output tokens cost in money and electricity, engines as bars below each other; null where neither is known. */
export function costEnergyComparison(comparison: Comparison): Chart | null {
  const engines = measuredEngines(comparison);
  const metrics = comparison.metrics.filter(({ name }) => ['usdPerMillionTokens', 'energyPerTokenJ'].includes(name));
  const tests = headlineTests(comparison);
  const panels = tests.flatMap((test) => metrics.flatMap((metric) => figurePanel(test, metric, engines)));
  if (panels.length === 0) return null;
  return {
    name: 'cost_energy',
    title: 'Cost and energy of output tokens',
    caption: `${barWords(
      tests,
      metrics.map(({ name }) => name),
    )}; money at the price of a GPU hour that the suite names, energy of the GPU alone`,
    spec: { config: chartConfig, vconcat: panels, spacing: 22 },
  };
}
