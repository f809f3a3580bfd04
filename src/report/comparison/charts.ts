import type { Comparison } from '../../domain/comparison.ts';
import { plainText } from '../../domain/plain-text.ts';
import type { Chart } from '../charts/chart.ts';
import { mapTexts } from '../map-texts.ts';
import { performanceChart } from './performance-chart.ts';
import { throughputLatencyChart } from './throughput-latency-chart.ts';

/** Every chart of a comparison that the data can fill. Names from outside are plain text in it. */
export function comparisonCharts(comparison: Comparison): Chart[] {
  const all = [performanceChart(comparison), throughputLatencyChart(comparison)];
  return mapTexts(
    all.filter((chart) => chart !== null),
    plainText,
  );
}
