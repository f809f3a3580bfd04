import type { Cell } from '../domain/plan.ts';
import { inFlightLimit, isOpen, ratePerSOf, type Shape } from '../domain/shape.ts';
import type { TestSettings } from '../domain/suite.ts';

/**
 * A closed loop that runs for a time takes as many requests as the engine answers, which nobody knows beforehand. So
 * many a second are made ready for each that may be in flight (a small model on a CPU answers 70), and at most so many a
 * second and in all, for the sake of disk and memory. Where they run out, the verdict says so (PROMPTS_RAN_OUT).
 */
const perSInFlight = 200;
const mostPerS = 400;
const mostPrepared = 100_000;

function prepared(durationS: number, shape: Shape): number {
  const perS = Math.min(perSInFlight * inFlightLimit(shape), mostPerS);
  return Math.min(Math.ceil(perS * durationS), mostPrepared);
}

/** How many requests a cell has, and for how long they are sent; `durationMs` null: until all were. */
export function plannedRequests(settings: TestSettings, shape: Shape): Pick<Cell, 'requests' | 'durationMs'> {
  const { requests, durationS, preparedRequests } = settings;
  if (durationS === undefined) return { requests: requests ?? 1, durationMs: null };
  const durationMs = durationS * 1000;
  const ratePerS = ratePerSOf(shape);
  // The schedule of an open loop is known beforehand, and so is its number of requests.
  if (isOpen(shape)) return { requests: Math.max(1, Math.round((ratePerS ?? 0) * durationS)), durationMs };
  return { requests: preparedRequests ?? prepared(durationS, shape), durationMs };
}
