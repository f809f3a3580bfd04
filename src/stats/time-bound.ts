import type { Cell } from '../domain/plan.ts';
import type { Sample } from '../domain/sample.ts';
import type { SampleSet } from '../domain/sample-set.ts';
import { isOpen } from '../domain/shape.ts';
import type { Statistics } from '../domain/statistics.ts';

function inFlightAt({ sentUs, endUs }: Sample, atUs: number): boolean {
  return sentUs !== null && endUs !== null && sentUs <= atUs && endUs > atUs;
}

/**
 * How a closed loop ended that was to run for a time. Requests in flight when the time was up count like all others;
 * the steady window leaves their drain out. Null where a number of requests, or a schedule, ended the load.
 */
export function timeBound(cell: Cell, { samples, client }: SampleSet): Statistics['timeBound'] {
  if (cell.durationMs === null || isOpen(cell.shape)) return null;
  const endUs = cell.durationMs * 1000;
  const inFlight = samples.filter((sample) => inFlightAt(sample, endUs));
  const lastSentUs = samples.reduce((last, { sentUs }) => Math.max(last, sentUs ?? 0), 0);
  const lastEndUs = inFlight.reduce((last, sample) => Math.max(last, sample.endUs ?? 0), endUs);
  const ranOut = client.dropped === 0;
  return {
    durationS: cell.durationMs / 1000,
    prepared: client.planned,
    sent: client.sent,
    ranOutAtS: ranOut ? lastSentUs / 1e6 : null,
    inFlightAtEnd: inFlight.length,
    drainS: (lastEndUs - endUs) / 1e6,
  };
}

/** Requests that the load offered: of those made ready for a time, only the ones that the time was enough for. */
export function offeredRequests(cell: Cell, { client }: SampleSet): number {
  return cell.durationMs !== null && !isOpen(cell.shape) ? client.sent : client.planned;
}
