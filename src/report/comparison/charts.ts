import type { Comparison } from '../../domain/comparison.ts';
import { plainText } from '../../domain/plain-text.ts';
import type { Chart } from '../charts/chart.ts';
import { mapTexts } from '../map-texts.ts';
import { costEnergyComparison } from './cost-energy-chart.ts';
import type { ComparedResult } from './csv.ts';
import { distributionComparison } from './distribution-chart.ts';
import { jsonValidityComparison } from './json-validity-chart.ts';
import { performanceChart } from './performance-chart.ts';
import { scalingChart } from './scaling-chart.ts';
import { throughputLatencyChart } from './throughput-latency-chart.ts';

/**
 * Every chart of a comparison that the data can fill; distributions and outcomes need the results that it was made
 * from. Names from outside are plain text in it.
 */
export function comparisonCharts(comparison: Comparison, results: ComparedResult[]): Chart[] {
  const all = [
    performanceChart(comparison),
    throughputLatencyChart(comparison),
    scalingChart(comparison),
    ...distributionComparison(comparison, results),
    jsonValidityComparison(comparison, results),
    costEnergyComparison(comparison),
  ];
  return mapTexts(
    all.filter((chart) => chart !== null),
    plainText,
  );
}
