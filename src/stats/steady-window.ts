import type { Sample } from '../domain/sample.ts';
import { isOpen, type Shape } from '../domain/shape.ts';
import type { SteadyWindow } from '../domain/statistics.ts';

/** Share of the planned concurrency that counts as "at level". */
const level = 0.95;

function windowOf(fromUs: number | null, toUs: number | null): SteadyWindow | null {
  if (fromUs === null || toUs === null || toUs <= fromUs) return null;
  return { fromS: fromUs / 1e6, toS: toUs / 1e6, lengthS: (toUs - fromUs) / 1e6 };
}

/**
 * Closed loop: from the first to the last instant at which requests in flight were at least 95 % of the planned
 * concurrency (rounded up). A request is in flight from sent to end, whatever its outcome. Dips in between stay in:
 * in a closed loop they are the turn-around from one request to the next, and a server that makes clients wait there
 * pays for it. What the window cuts off is the ramp-up and the drain. Null where the level was never reached.
 */
function closedWindow(samples: Sample[], concurrency: number): SteadyWindow | null {
  const needed = Math.ceil(level * concurrency);
  const changes: { atUs: number; by: number }[] = [];
  for (const { sentUs, endUs } of samples) {
    if (sentUs === null || endUs === null) continue;
    changes.push({ atUs: sentUs, by: 1 }, { atUs: endUs, by: -1 });
  }
  // At the same instant an end comes first: a request that follows another does not overlap it.
  changes.sort((a, b) => a.atUs - b.atUs || a.by - b.by);
  let inFlight = 0;
  let fromUs: number | null = null;
  let toUs: number | null = null;
  for (const { atUs, by } of changes) {
    const before = inFlight;
    inFlight += by;
    if (inFlight >= needed && fromUs === null) fromUs = atUs;
    if (before >= needed && inFlight < needed) toUs = atUs;
  }
  return windowOf(fromUs, toUs);
}

/**
 * Open loop: from the instant at which the first request was due to the one at which the last request that was sent was
 * due. While it lasts, requests come as the schedule says; what it cuts off is the drain. The first answers' ramp-up
 * stays in, and sends that were late fall where they fell. Null for a burst: everything is due at once.
 */
function scheduleWindow(samples: Sample[]): SteadyWindow | null {
  const dueUs = samples.flatMap((sample) => (sample.sentUs === null ? [] : (sample.intendedUs ?? [])));
  const first = dueUs.reduce<number | null>((least, atUs) => Math.min(least ?? atUs, atUs), null);
  const last = dueUs.reduce<number | null>((most, atUs) => Math.max(most ?? atUs, atUs), null);
  return windowOf(first, last);
}

/** The steady window: the part of a run in which the load was as planned. */
export function steadyWindow(samples: Sample[], shape: Shape): SteadyWindow | null {
  return isOpen(shape) ? scheduleWindow(samples) : closedWindow(samples, shape.concurrency);
}
