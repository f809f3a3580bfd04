import { Registry } from 'prom-client';
import type { LiveState } from '../live-state.ts';
import { addTotals } from '../totals.ts';
import type { Watched } from '../watched.ts';
import { clientMetrics, latencyMetrics } from './client-metrics.ts';
import { engineMetrics } from './engine-metrics.ts';
import { GivenHistogram } from './given-histogram.ts';
import { machineMetrics } from './machine-metrics.ts';
import { runMetrics } from './run-metrics.ts';
import { register } from './shown.ts';

export const metricsContentType = Registry.PROMETHEUS_CONTENT_TYPE;

/**
 * Everything that is known, in the Prometheus text format. Made anew for each scrape from one state, so that nothing is
 * kept twice and what is unknown is missing.
 */
export async function metricsText(state: LiveState, watched: Watched): Promise<string> {
  const registry = new Registry();
  const totals = addTotals(watched.ended, watched.load);
  const shown = [
    ...runMetrics(state),
    ...clientMetrics(state, totals),
    ...engineMetrics(state),
    ...machineMetrics(state),
  ];
  for (const each of shown) register(each, registry);
  for (const { given, ...described } of latencyMetrics(totals)) new GivenHistogram(described, given, registry);
  return registry.metrics();
}
