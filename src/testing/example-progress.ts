import type { LatencyCounts, LoadProgress } from '../domain/load-plan.ts';

/** Durations in the buckets up to 10, up to 20 and above 20 ms. */
export function exampleLatency(counts: [number, number, number], sumMs: number): LatencyCounts {
  return { endsMs: [10, 20], counts, sumMs };
}

/** A line of the load generator: 25 of 100 requests are done. */
export function exampleProgress(change: Partial<LoadProgress> = {}): LoadProgress {
  const counts = { planned: 100, claimed: 40, sent: 40, done: 25, ok: 25, failed: 0, inFlight: 8 };
  const latencies = { ttft: exampleLatency([20, 5, 0], 200), tpot: exampleLatency([25, 0, 0], 75) };
  return { tMs: 1_000, ...counts, outputChunks: 1_200, outputTokens: 1_200, ...latencies, ...change };
}
