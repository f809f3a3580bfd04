import { join } from 'node:path';
import type { ReadyEngine } from '../domain/engine-life.ts';
import type { LoadPlan, LoadProgress, WorkItem } from '../domain/load-plan.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import type { RunContext } from '../domain/run-context.ts';
import { type ClientReport, clientReportSchema } from '../domain/sample.ts';
import { asDynoError, DynoError } from '../errors.ts';
import type { ChildExit, World } from '../world.ts';
import type { Workload } from './build-workload.ts';
import { engineTrouble } from './engine-watch.ts';
import { exitInWords } from './k6-exit.ts';
import { k6LogName } from './k6-process.ts';
import { type LoadPhase, makeLoadPlan, phaseFolder } from './load-plan.ts';
import { findRejection, isFinding, rejectionInWords } from './rejection.ts';
import { superviseK6 } from './supervise.ts';

/** What one cell's load needs. `folder` is the cell's own folder, absolute. */
export type LoadInput = {
  engine: ReadyEngine;
  cell: Cell;
  plan: Plan;
  run: RunContext;
  folder: string;
  workload: Workload;
  onProgress(progress: LoadProgress): void;
  /** Told the process id of each load generator, so that its CPU use can be sampled. */
  onClient(pid: number): void;
};

/** What sending needs, whatever is sent; the cell is missing where nothing is measured. */
export type Sender = Pick<LoadInput, 'engine' | 'run' | 'onProgress' | 'onClient'> & Partial<Pick<LoadInput, 'cell'>>;

async function lastLogLines(run: RunContext, world: World): Promise<string[]> {
  const path = join(run.folder, k6LogName);
  const lines: string[] = [];
  if (!(await world.files.exists(path))) return lines;
  for await (const line of world.files.lines(path)) {
    lines.push(line);
    if (lines.length > 20) lines.shift();
  }
  return lines;
}

/** k6 that cannot write its records ends with an exception like any other; a disk that takes nothing tells it apart. */
async function cannotWrite(run: RunContext, world: World): Promise<DynoError | null> {
  const probe = join(run.folder, '.write-probe');
  const error = await world.files.writeAtomic(probe, new Uint8Array(64 * 1024)).then(() => null, asDynoError);
  await world.files.remove(probe);
  return error;
}

async function readReport(plan: LoadPlan, exit: ChildExit, run: RunContext, world: World): Promise<ClientReport> {
  const failed = async (why: string) =>
    (await cannotWrite(run, world)) ?? new DynoError('LOADGEN_FAILED', why, { detail: await lastLogLines(run, world) });
  if (exit.exitCode !== 0) throw await failed(exitInWords(exit));
  if (!(await world.files.exists(plan.clientReport))) throw await failed('k6 ended without its report');
  const text = await world.files.readText(plan.clientReport);
  const result = clientReportSchema.safeParse(JSON.parse(text));
  if (result.success) return result.data;
  throw await failed(`${plan.clientReport} is not a report: ${result.error.issues[0]?.message ?? ''}`);
}

/** A load without any success is no measurement: says why, with the engine's own words. */
async function refuseIfRejected(plan: LoadPlan, cell: Cell, client: ClientReport, world: World): Promise<void> {
  if (client.sent === 0 || client.outcomes.ok > 0) return;
  const rejection = await findRejection(plan.records, world);
  if (rejection !== null && !isFinding(rejection, cell))
    throw new DynoError('REQUEST_REJECTED', rejectionInWords(rejection));
}

/**
 * Writes a load and its plan into `folder`, sends it, and reads the report. What became of single requests is in the
 * records. Throws as `runLoad` does, but for REQUEST_REJECTED where fewer than 20 requests failed.
 */
export async function sendItems(
  input: Sender,
  plan: LoadPlan,
  folder: string,
  items: WorkItem[],
  world: World,
): Promise<ClientReport> {
  await world.files.writeAtomic(plan.workload, items.map((item) => `${JSON.stringify(item)}\n`).join(''));
  await world.files.writeAtomic(join(folder, 'load.json'), `${JSON.stringify(plan, null, 2)}\n`);
  const exit = await superviseK6(input, plan, folder, world);
  // An engine that died in the last seconds makes the remaining requests fail fast: k6 then ends by itself.
  const trouble = await engineTrouble(input.engine);
  if (trouble !== null) throw trouble;
  return readReport(plan, exit, input.run, world);
}

async function runPhase(input: LoadInput, phase: LoadPhase, items: WorkItem[], world: World): Promise<ClientReport> {
  const folder = phaseFolder(input.folder, phase);
  const { cell, plan: whole, engine } = input;
  const plan = makeLoadPlan({ cell, plan: whole, phase, url: engine.url, folder, requests: items.length });
  const client = await sendItems(input, plan, folder, items, world);
  await refuseIfRejected(plan, cell, client, world);
  return client;
}

/**
 * Sends the warm-up requests of a cell. Their samples lie in `warmup/` and enter no statistics.
 * Null when the cell has none. Throws as `runLoad` does.
 */
export async function warmUp(input: LoadInput, world: World): Promise<ClientReport | null> {
  if (input.workload.warmup.length === 0) return null;
  return runPhase(input, 'warmup', input.workload.warmup, world);
}

/**
 * Sends the measured requests of a cell; samples are in the cell's folder when it returns or throws.
 * Throws LOADGEN_FAILED, ENGINE_CRASHED, DOCKER_LOST, REQUEST_REJECTED, TOOL_MISSING, RESULTS_WRITE_FAILED, or the
 * reason of `world.stop`.
 */
export async function runLoad(input: LoadInput, world: World): Promise<{ client: ClientReport }> {
  return { client: await runPhase(input, 'measured', input.workload.measured, world) };
}
