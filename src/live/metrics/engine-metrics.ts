import { type EngineMetric, engineMetricNames, engineMetrics as vocabulary } from '../../domain/engine-metric.ts';
import type { LiveState } from '../live-state.ts';
import type { Shown } from './shown.ts';

/** `kvUsage` -> `kv_usage`. */
function snake(word: string): string {
  return word.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}

/** A word of the vocabulary as Prometheus would name it: base units, `_total` for counters. */
export function engineMetricName(word: EngineMetric): string {
  const { kind } = vocabulary[word];
  const base = `dyno_engine_${snake(word)}`;
  if (kind === 'counter') return `${base}_total`;
  if (kind === 'count') return base.replace(/_count$/, '_seconds_count');
  return base.replace(/(_sum)?_s$/, '_seconds$1');
}

/** The engine's own metrics in one vocabulary for all engines. */
export function engineMetrics({ engine }: LiveState): Shown[] {
  return engineMetricNames.map((word) => ({
    name: engineMetricName(word),
    help: `Told by the engine: ${vocabulary[word].meaning}.`,
    kind: vocabulary[word].kind === 'gauge' ? 'gauge' : 'counter',
    values: [{ value: engine?.[word] ?? null }],
  }));
}
