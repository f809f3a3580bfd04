import { join } from 'node:path';
import type { LoadPlan } from '../domain/load-plan.ts';
import type { Cell, Plan } from '../domain/plan.ts';

/** Which run of the load generator: the warm-up, or the requests that are measured. */
export type LoadPhase = 'warmup' | 'measured';

/** After a signal nobody wants to wait long; after the planned duration streams in flight may end by themselves. */
const drainAfterSignalMs = 5_000;
const drainAfterDurationMs = 30_000;

/** Folder of a phase inside the cell's folder. */
export function phaseFolder(cellFolder: string, phase: LoadPhase): string {
  return phase === 'warmup' ? join(cellFolder, 'warmup') : cellFolder;
}

/** Everything the load generator needs for one phase of a cell; `folder` is the phase's own. */
export function makeLoadPlan(cell: Cell, plan: Plan, url: string, folder: string, requests: number): LoadPlan {
  const { target } = plan;
  const endpoint = target.kind === 'endpoint' ? target : { headers: {}, bearerFile: null };
  const concurrency = Math.min(cell.shape.concurrency, requests);
  return {
    version: 1,
    url,
    headers: endpoint.headers,
    bearerFile: endpoint.bearerFile,
    proxy: null,
    tlsInsecure: false,
    caFile: null,
    workload: join(folder, 'workload.jsonl'),
    records: join(folder, 'requests.jsonl'),
    clientReport: join(folder, 'client.json'),
    shape: { ...cell.shape, concurrency },
    requests,
    maxDurationMs: cell.maxDurationMs,
    drainMs: cell.maxDurationMs === null ? drainAfterSignalMs : drainAfterDurationMs,
    requestTimeoutMs: cell.requestTimeoutMs,
    leadMs: 500,
    keepAnswer: cell.test === 'json_struct',
  };
}
