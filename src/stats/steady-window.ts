import type { Sample } from '../domain/sample.ts';
import type { SteadyWindow } from '../domain/statistics.ts';

/** Share of the planned concurrency that counts as "at level". */
const level = 0.95;

/**
 * The steady window: from the first to the last instant at which requests in flight were at least 95 % of the planned
 * concurrency (rounded up). A request is in flight from sent to end, whatever its outcome. Dips in between stay in:
 * in a closed loop they are the turn-around from one request to the next, and a server that makes clients wait there
 * pays for it. What the window cuts off is the ramp-up and the drain. Null where the level was never reached.
 */
export function steadyWindow(samples: Sample[], concurrency: number): SteadyWindow | null {
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
  if (fromUs === null || toUs === null || toUs <= fromUs) return null;
  return { fromS: fromUs / 1e6, toS: toUs / 1e6, lengthS: (toUs - fromUs) / 1e6 };
}
