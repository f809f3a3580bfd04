import { Histogram, type Registry } from 'prom-client';
import type { LatencyCounts } from '../../domain/load-plan.ts';

/** Name and meaning of a metric, as /metrics shows them. */
export type Described = { name: string; help: string };

/** A histogram whose buckets were counted elsewhere: prom-client's own takes only one value at a time. Given in ms, shown in seconds. */
export class GivenHistogram extends Histogram {
  readonly #shown: object;

  constructor({ name, help }: Described, given: LatencyCounts, registry: Registry) {
    const buckets = given.endsMs.map((endMs) => endMs / 1000);
    super({ name, help, buckets, registers: [registry] });
    this.#shown = { name, help, type: 'histogram', values: histogramValues(name, buckets, given) };
  }

  /** What prom-client's registry asks a histogram for. */
  async getForPromString(): Promise<object> {
    return this.#shown;
  }
}

/** Prometheus counts in a bucket all that is up to its end, so each holds those before it. */
function histogramValues(name: string, ends: number[], { counts, sumMs }: LatencyCounts) {
  let upTo = 0;
  const buckets = counts.map((count, index) => {
    upTo += count;
    return { metricName: `${name}_bucket`, labels: { le: String(ends[index] ?? '+Inf') }, value: upTo };
  });
  const sum = { metricName: `${name}_sum`, labels: {}, value: sumMs / 1000 };
  return [...buckets, sum, { metricName: `${name}_count`, labels: {}, value: upTo }];
}
