import { tpotMs } from '../../domain/request-metrics.ts';
import type { Sample } from '../../domain/sample.ts';
import { waited } from '../goodput.ts';

/** A latency of single requests, with the percentiles that are compared of it. Names: those of comparedMetrics. */
export type Latency = { names: string[]; ps: number[]; of(sample: Sample): number | null };

const latencies: Record<string, Latency['of']> = {
  ttft: (sample) => waited(sample).ttftMs,
  tpot: tpotMs,
  e2e: (sample) => waited(sample).e2eMs,
};

/** The latencies behind metrics such as "ttftP95Ms"; other metrics are not made of single requests. */
export function latenciesOf(metrics: readonly string[]): Latency[] {
  return Object.entries(latencies).flatMap(([prefix, of]) => {
    const ps = metrics.flatMap((name) => {
      const found = /^(\w+?)P(\d+)Ms$/.exec(name);
      return found?.[1] === prefix ? [Number(found[2])] : [];
    });
    const rising = ps.toSorted((a, b) => a - b);
    return ps.length === 0 ? [] : [{ names: rising.map((p) => `${prefix}P${p}Ms`), ps: rising, of }];
  });
}

/** Ok requests in the order in which they were sent. */
export function okInOrder(samples: readonly Sample[]): Sample[] {
  return samples
    .filter(({ outcome, sentUs }) => outcome === 'ok' && sentUs !== null)
    .toSorted((a, b) => (a.sentUs as number) - (b.sentUs as number));
}

/**
 * How many blocks a run is cut into at most: between 10 and 30 (Schmeiser 1982, Operations Research 30), so that a block is
 * longer than the moods of a machine last, and there are still enough of them.
 */
export const mostBlocks = 16;

/**
 * How many consecutive requests are drawn together: a sixteenth of the run, and never fewer than were in flight at a
 * time, because these shared their luck.
 */
export function blockOf(samples: readonly Sample[]): number {
  const [first, last] = [samples[0]?.sentUs ?? 0, samples.reduce((end, { endUs }) => Math.max(end, endUs ?? 0), 0)];
  const busyUs = samples.reduce((sum, { sentUs, endUs }) => sum + ((endUs ?? 0) - (sentUs ?? 0)), 0);
  const inFlight = last > first ? busyUs / (last - first) : 1;
  return Math.max(1, Math.round(inFlight), Math.ceil(samples.length / mostBlocks));
}
