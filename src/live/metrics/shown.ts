import { Counter, Gauge, type Registry } from 'prom-client';
import type { Described } from './given-histogram.ts';

/** A gauge, or a counter, with its values; one that is null (unknown) is left out. */
export type Shown = Described & {
  kind?: 'gauge' | 'counter';
  values: { labels?: Record<string, string>; value: number | null }[];
};

/** Registers a metric as long as one of its values is known. prom-client refuses to lower a counter, so it gets its value once. */
export function register({ name, help, kind, values }: Shown, registry: Registry): void {
  const known = values.flatMap(({ labels = {}, value }) => (value === null ? [] : [{ labels, value }]));
  if (known.length === 0) return;
  const labelNames = Object.keys(known[0]?.labels ?? {});
  if (kind === 'counter') {
    const counter = new Counter({ name, help, labelNames, registers: [registry] });
    for (const { labels, value } of known) counter.inc(labels, value);
    return;
  }
  const gauge = new Gauge({ name, help, labelNames, registers: [registry] });
  for (const { labels, value } of known) gauge.set(labels, value);
}
