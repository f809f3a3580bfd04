import { z } from 'zod';

/** The anchor of a run: the same instant on both clocks. Instants of a run are offsets from it on the monotonic clock. */
export const runClockSchema = z.strictObject({
  unixMs: z.number().describe('wall clock, milliseconds since 1970'),
  monotonicMs: z.number().describe('CLOCK_MONOTONIC of the machine, which the load generator counts on too'),
});
export type RunClock = z.infer<typeof runClockSchema>;

/** Takes the anchor: both clocks, as nearly at once as a program can read them. */
export function dropAnchor(clock: { monotonicMs(): number; now(): Date }): RunClock {
  const before = clock.monotonicMs();
  const unixMs = clock.now().getTime();
  return { unixMs, monotonicMs: (before + clock.monotonicMs()) / 2 };
}

/** What the wall clock says at an offset of the run, by the anchor: whoever sets that clock meanwhile changes nothing. */
export function wallTime(clock: RunClock, elapsedMs: number): Date {
  return new Date(clock.unixMs + elapsedMs);
}

/** When a row of telemetry was read, as its file says it: `t_s` and `unix_ms`. */
export type RowTime = { tS: number | null; unixMs: number | null };

/** The zero of a cell, as the load generator says it. */
type Zero = { t0UnixNs: string; t0MonotonicNs: string | null };

/** Nanoseconds as text in milliseconds: they do not fit a double, microseconds do. */
function milliseconds(ns: string): number {
  return Number(BigInt(ns) / 1_000n) / 1_000;
}

/**
 * Seconds from the run's anchor to a cell's zero, on the monotonic clock. Null where the run has no anchor or the load
 * generator does not know that clock.
 */
export function zeroOnRunClockS(zero: Zero, clock: RunClock | null): number | null {
  if (clock === null || zero.t0MonotonicNs === null) return null;
  return (milliseconds(zero.t0MonotonicNs) - clock.monotonicMs) / 1000;
}

/**
 * Seconds from a cell's zero to a row of telemetry: by the monotonic clock, or by the wall clock in folders that are
 * older than the anchor. Null for a row without a time.
 */
export function cellTime(zero: Zero, clock: RunClock | null): (row: RowTime) => number | null {
  const zeroS = zeroOnRunClockS(zero, clock);
  if (zeroS !== null) return ({ tS }) => (tS === null ? null : tS - zeroS);
  const zeroMs = milliseconds(zero.t0UnixNs);
  return ({ unixMs }) => (unixMs === null ? null : (unixMs - zeroMs) / 1000);
}
