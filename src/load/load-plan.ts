import { join } from 'node:path';
import type { LoadPlan } from '../domain/load-plan.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import { inFlightLimit, isOpen, type Shape } from '../domain/shape.ts';

/** Which run of the load generator: the warm-up, or the requests that are measured. */
export type LoadPhase = 'warmup' | 'measured';

/** After a signal nobody wants to wait long; after the planned duration streams in flight may end by themselves. */
const drainAfterSignalMs = 5_000;
export const drainAfterDurationMs = 30_000;

/** An engine of our own is reached directly and asks for nothing. */
const local = { headers: {}, bearerFile: null, proxy: null, tlsInsecure: false, caFile: null };

/** Folder of a phase inside the cell's folder. */
export function phaseFolder(cellFolder: string, phase: LoadPhase): string {
  return phase === 'warmup' ? join(cellFolder, 'warmup') : cellFolder;
}

/**
 * The shape of a phase. A warm-up is a closed loop of as many at once as the cell allows, whatever the cell measures:
 * it is to fill caches and compile kernels, soon.
 */
function phaseShape({ shape }: Cell, phase: LoadPhase, requests: number): Shape {
  const atOnce = Math.min(inFlightLimit(shape), requests);
  if (phase === 'measured' && isOpen(shape)) return { ...shape, maxInFlight: atOnce };
  return { kind: 'concurrency', concurrency: atOnce };
}

/** What a load plan is made from. `folder` is the phase's own. */
export type LoadPlanInput = {
  cell: Cell;
  plan: Plan;
  phase: LoadPhase;
  url: string;
  folder: string;
  requests: number;
};

/** A closed loop that is to run for a time ends by it; the schedule of an open loop ends by itself. */
function isTimed(cell: Cell, phase: LoadPhase): boolean {
  return phase === 'measured' && cell.durationMs !== null && !isOpen(cell.shape);
}

function longestMs(cell: Cell, phase: LoadPhase): number | null {
  if (!isTimed(cell, phase)) return cell.maxDurationMs;
  return Math.min(cell.durationMs ?? Number.POSITIVE_INFINITY, cell.maxDurationMs ?? Number.POSITIVE_INFINITY);
}

/** Where time ends the load by plan, no answer is cut off: the slow ones would be missing. */
function drainMs(cell: Cell, phase: LoadPhase): number {
  if (isTimed(cell, phase)) return cell.requestTimeoutMs;
  return cell.maxDurationMs === null ? drainAfterSignalMs : drainAfterDurationMs;
}

/** Everything the load generator needs for one phase of a cell. */
export function makeLoadPlan({ cell, plan, phase, url, folder, requests }: LoadPlanInput): LoadPlan {
  const { target } = plan;
  const endpoint = target.kind === 'endpoint' ? target : local;
  return {
    version: 1,
    url,
    headers: endpoint.headers,
    bearerFile: endpoint.bearerFile,
    proxy: endpoint.proxy,
    tlsInsecure: endpoint.tlsInsecure,
    caFile: endpoint.caFile,
    workload: join(folder, 'workload.jsonl'),
    records: join(folder, 'requests.jsonl'),
    clientReport: join(folder, 'client.json'),
    shape: phaseShape(cell, phase, requests),
    requests,
    maxDurationMs: longestMs(cell, phase),
    drainMs: drainMs(cell, phase),
    requestTimeoutMs: cell.requestTimeoutMs,
    leadMs: 500,
    keepAnswer: cell.test === 'json_struct',
    ...(plan.engine.api.sendsDone ? {} : { endsWithoutDone: true }),
  };
}
