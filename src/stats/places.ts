import type { Sample } from '../domain/sample.ts';

/** Samples of an open loop in the order of their schedule. */
export function bySchedule(samples: Sample[]): Sample[] {
  const due = samples.filter((sample) => sample.intendedUs !== null);
  return due.sort((a, b) => (a.intendedUs ?? 0) - (b.intendedUs ?? 0) || a.seq - b.seq);
}

/**
 * For each request, in the order of the schedule: how many earlier ones had not ended when it was due. They are in
 * flight, or wait for a place themselves; if they are as many as there are places, this one must wait too. Whatever
 * ended by then was due earlier, so those are simply all earlier ones less all that had ended.
 */
export function placesTaken(samples: Sample[]): number[] {
  const due = bySchedule(samples);
  const endsUs = due.map((sample) => sample.endUs ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  let ended = 0;
  return due.map((sample, earlier) => {
    while ((endsUs[ended] ?? Number.POSITIVE_INFINITY) <= (sample.intendedUs ?? 0)) ended += 1;
    return Math.max(0, earlier - ended);
  });
}

/** Most requests in flight at once, from sent to end; at the same instant an end comes first. */
export function peakInFlight(samples: Sample[]): number {
  const changes = samples.flatMap(({ sentUs, endUs }) =>
    sentUs === null || endUs === null
      ? []
      : [
          { atUs: sentUs, by: 1 },
          { atUs: endUs, by: -1 },
        ],
  );
  changes.sort((a, b) => a.atUs - b.atUs || a.by - b.by);
  let inFlight = 0;
  let peak = 0;
  for (const { by } of changes) {
    inFlight += by;
    peak = Math.max(peak, inFlight);
  }
  return peak;
}
