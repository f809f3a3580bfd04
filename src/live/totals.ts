import type { LatencyCounts, LoadProgress } from '../domain/load-plan.ts';

/** What was counted over the measured loads of a run. Each grows only. */
export type Totals = Pick<LoadProgress, 'ok' | 'failed' | 'outputTokens' | 'ttft' | 'tpot'>;

function addLatency(a: LatencyCounts, b: LatencyCounts): LatencyCounts {
  return {
    endsMs: b.endsMs,
    counts: b.counts.map((count, index) => count + (a.counts[index] ?? 0)),
    sumMs: a.sumMs + b.sumMs,
  };
}

/** The sum of two; null stands for nothing counted yet. */
export function addTotals(a: Totals | null, b: Totals | null): Totals | null {
  if (a === null || b === null) return a ?? b;
  return {
    ok: a.ok + b.ok,
    failed: a.failed + b.failed,
    outputTokens: a.outputTokens + b.outputTokens,
    ttft: addLatency(a.ttft, b.ttft),
    tpot: addLatency(a.tpot, b.tpot),
  };
}

/** The same load later: usage may tell of fewer tokens than its chunks seemed to be, and a counter must not fall. */
export function laterTotals(before: Totals | null, now: LoadProgress): Totals {
  const { ok, failed, ttft, tpot } = now;
  return { ok, failed, ttft, tpot, outputTokens: Math.max(before?.outputTokens ?? 0, now.outputTokens) };
}
