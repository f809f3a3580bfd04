import type { LatencyCounts, LoadProgress } from '../domain/load-plan.ts';

/** Percentiles are of requests that ended in this time. */
const latencyWindowMs = 5_000;
/** Rates are over this time: what comes twice a second is too lumpy line by line. */
const rateWindowMs = 2_000;

/** What is counted of the last seconds of a load; null: nothing to count from. */
export type LoadWindow = {
  tokensPerS: number | null;
  requestsPerS: number | null;
  ttftMs: { p50: number | null; p95: number | null };
  tpotMs: { p50: number | null; p95: number | null };
};

/** Drops the lines that no window reaches back to; `lines` are of one load, in their order. */
export function keepRecent(lines: LoadProgress[]): LoadProgress[] {
  const from = (lines.at(-1)?.tMs ?? 0) - latencyWindowMs;
  const before = lines.findLastIndex(({ tMs }) => tMs <= from);
  return lines.slice(Math.max(0, before));
}

/** The last line before the window; null: the window reaches back to the begin of the load, where all was 0. */
function lineBefore(lines: LoadProgress[], windowMs: number): LoadProgress | null {
  const from = (lines.at(-1)?.tMs ?? 0) - windowMs;
  return lines.findLast(({ tMs }) => tMs <= from) ?? null;
}

function growth(now: LatencyCounts, before: LatencyCounts | null): number[] {
  return now.counts.map((count, index) => count - (before?.counts[index] ?? 0));
}

/**
 * Percentile of counts in buckets, ms: within a bucket values are taken to lie evenly, as Prometheus' histogram_quantile
 * does. Null without values. Of values longer than all buckets only the last end is known.
 */
export function percentileMs(counts: number[], endsMs: number[], p: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const wanted = (p / 100) * total;
  let below = 0;
  for (const [index, count] of counts.entries()) {
    if (count > 0 && below + count >= wanted) {
      const begin = index === 0 ? 0 : (endsMs[index - 1] ?? 0);
      const end = endsMs[index] ?? begin;
      return begin + ((end - begin) * (wanted - below)) / count;
    }
    below += count;
  }
  return null;
}

function percentiles(now: LatencyCounts, before: LatencyCounts | null) {
  const counts = growth(now, before);
  return { p50: percentileMs(counts, now.endsMs, 50), p95: percentileMs(counts, now.endsMs, 95) };
}

/** Figures of the last seconds from the lines that `keepRecent` keeps. */
export function windowOf(lines: LoadProgress[]): LoadWindow {
  const now = lines.at(-1);
  const none = { p50: null, p95: null };
  if (now === undefined || now.tMs <= 0) return { tokensPerS: null, requestsPerS: null, ttftMs: none, tpotMs: none };
  const before = lineBefore(lines, rateWindowMs) ?? { tMs: 0, outputTokens: 0, done: 0 };
  const seconds = (now.tMs - before.tMs) / 1000;
  const ended = lineBefore(lines, latencyWindowMs);
  return {
    tokensPerS: Math.max(0, now.outputTokens - before.outputTokens) / seconds,
    requestsPerS: (now.done - before.done) / seconds,
    ttftMs: percentiles(now.ttft, ended?.ttft ?? null),
    tpotMs: percentiles(now.tpot, ended?.tpot ?? null),
  };
}
