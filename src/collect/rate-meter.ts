/**
 * Turns a growing total into its rate per second between two readings; `atMs` is when the total was read (left out:
 * now). Null for the first reading, after an unknown one, and where the total fell because its source began anew.
 */
export type RateMeter = (total: number | null, atMs?: number) => number | null;

export function rateMeter(monotonicMs: () => number): RateMeter {
  let last: { total: number; atMs: number } | null = null;
  return (total, atMs = monotonicMs()) => {
    const before = last;
    last = total === null ? null : { total, atMs };
    if (before === null || last === null || last.atMs <= before.atMs || last.total < before.total) return null;
    return (1000 * (last.total - before.total)) / (last.atMs - before.atMs);
  };
}

/** Turns growing CPU time in milliseconds into percent of one core between two readings. */
export function cpuPercentMeter(monotonicMs: () => number): RateMeter {
  const msPerS = rateMeter(monotonicMs);
  return (cpuTotalMs, atMs) => {
    const rate = msPerS(cpuTotalMs, atMs);
    return rate === null ? null : rate / 10;
  };
}
