import type { Cell } from '../domain/plan.ts';
import { responseE2eMs, responseTtftMs, sendLatenessMs } from '../domain/request-metrics.ts';
import type { Sample } from '../domain/sample.ts';
import { isOpen, ratePerSOf } from '../domain/shape.ts';
import type { OpenLoop } from '../domain/statistics.ts';
import { describe } from './distribution.ts';
import { peakInFlight, placesTaken } from './places.ts';

/** First and last of some instants; null for none. */
function ends(instantsUs: number[]): { firstUs: number; lastUs: number } | null {
  if (instantsUs.length === 0) return null;
  return { firstUs: instantsUs.reduce((a, b) => Math.min(a, b)), lastUs: instantsUs.reduce((a, b) => Math.max(a, b)) };
}

/** Rate of n events: n - 1 gaps over the time from the first to the last. Null where they share one instant. */
function ratePerS(instantsUs: number[]): number | null {
  const span = ends(instantsUs);
  if (span === null || span.lastUs === span.firstUs) return null;
  return ((instantsUs.length - 1) * 1e6) / (span.lastUs - span.firstUs);
}

function spreadMs(instantsUs: number[]): number | null {
  const span = ends(instantsUs);
  return span === null ? null : (span.lastUs - span.firstUs) / 1000;
}

/** Where all requests were due at once: how far apart they left, and how far apart the engine answered them. */
function burstSpread(samples: Sample[], ok: Sample[]): OpenLoop['burst'] {
  if (new Set(samples.map((sample) => sample.intendedUs)).size !== 1) return null;
  return {
    sentSpreadMs: spreadMs(samples.flatMap((sample) => sample.sentUs ?? [])),
    firstTokenSpreadMs: spreadMs(ok.flatMap((sample) => sample.firstTokenUs ?? [])),
  };
}

/** What only an open loop has: the schedule, how it was kept, and latency from the intended send. Null in a closed loop. */
export function openLoop(samples: Sample[], cell: Cell): OpenLoop | null {
  if (!isOpen(cell.shape)) return null;
  const { maxInFlight } = cell.shape;
  const ok = samples.filter((sample) => sample.outcome === 'ok');
  const taken = placesTaken(samples);
  return {
    plannedPerS: ratePerSOf(cell.shape),
    offeredPerS: ratePerS(samples.flatMap((sample) => sample.intendedUs ?? [])),
    sentPerS: ratePerS(samples.flatMap((sample) => sample.sentUs ?? [])),
    responseTtftMs: describe(ok.map(responseTtftMs)),
    responseE2eMs: describe(ok.map(responseE2eMs)),
    sendLatenessMs: describe(samples.map(sendLatenessMs)),
    peakInFlight: peakInFlight(samples),
    maxInFlight,
    waitedForPlace: taken.filter((count) => count >= maxInFlight).length,
    burst: burstSpread(samples, ok),
  };
}
