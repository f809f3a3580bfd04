import { join } from 'node:path';
import { collectEnvironment } from '../collect/environment.ts';
import { readBack } from '../collect/read-back.ts';
import type { Calibration } from '../domain/calibration.ts';
import type { ReadyEngine, StartedEngine } from '../domain/engine-life.ts';
import { type Environment, environmentSchema } from '../domain/environment.ts';
import { type FairnessSheet, fairnessSheetSchema } from '../domain/fairness.ts';
import { startEngine } from '../engine/start-engine.ts';
import { makeWorkloads } from '../load/build-workload.ts';
import { probeRequest } from '../load/probe-request.ts';
import { keepTraces } from '../load/profiler/keep-traces.ts';
import { tryRequests } from '../load/validation/try-requests.ts';
import { awaitReady } from '../readiness/await-ready.ts';
import { writeJson } from '../results/write-json.ts';
import type { AnalysedCell } from '../stats/repeats/latencies.ts';
import type { World } from '../world.ts';
import { calibrate } from './calibrate.ts';
import { cellSummary } from './cell-summary.ts';
import { fairnessFile } from './fairness.ts';
import { runCell } from './run-cell.ts';
import type { Session } from './session.ts';

/** What a run has so far; it fills while the run goes on, so that a failure keeps what was measured. */
export type Measured = {
  environment: Environment | null;
  fairness: FairnessSheet | null;
  calibration: Calibration | null;
  cells: AnalysedCell[];
};

async function readyEngine(started: StartedEngine, session: Session, measured: Measured, world: World) {
  const { plan, run, record } = session;
  await record.update({ image: started.image, networkPath: started.networkPath });
  const engine = await awaitReady(started, plan, probeRequest(plan), run, world);
  await record.enter('ready');
  await record.update({ startup: engine.phases });
  // Before env.json, which names the images of all containers.
  await session.gpu?.open(engine);
  const environment = await collectEnvironment(engine, run.id, world);
  // Ready and idle: nothing that is asked now can disturb a measurement.
  const { sheet, told, selfReport } = await readBack(engine, environment.engine.version, plan, run.folder, world);
  Object.assign(environment.engine.selfReport, selfReport);
  Object.assign(measured, { environment, fairness: sheet });
  session.observe({ kind: 'environment', environment });
  await record.update({ startup: engine.phases, startupTold: told });
  await writeJson(join(run.folder, 'env.json'), environmentSchema, environment, world);
  await writeJson(join(run.folder, fairnessFile), fairnessSheetSchema, sheet, world);
  return engine;
}

/** One small request of each kind, so that a dialect that does not fit is told before minutes are spent. */
async function validate(engine: ReadyEngine, { plan, run, progress }: Session, world: World): Promise<void> {
  const sender = { engine, run, onProgress: () => undefined, onClient: () => undefined };
  const tried = await tryRequests(sender, plan, world);
  const odd = tried.flatMap(({ test, notes }) => notes.map((note) => `; ${test}: ${note}`));
  progress.say(`the engine takes the requests of every test (${tried.length} tried)${[...new Set(odd)].join('')}`);
}

async function runCells(engine: ReadyEngine, session: Session, measured: Measured, world: World): Promise<void> {
  const { plan, record, progress, observe } = session;
  const workloads = makeWorkloads(plan, { engine, say: progress.say }, world);
  for (const [index, cell] of plan.cells.entries()) {
    world.stop.throwIfAborted();
    progress.beginCell(cell, index + 1, plan.cells.length);
    const done = await runCell(cell, engine, workloads, session, world);
    measured.cells.push(done);
    await record.update({ cellsDone: [...record.current().cellsDone, cell.id] });
    observe({ kind: 'cellDone', done });
    progress.endCell(cellSummary(done));
  }
}

/** The cells; then the traces of a profiler, also of cells that failed, before the engine's container is gone. */
async function runAndKeepTraces(engine: ReadyEngine, session: Session, measured: Measured, world: World) {
  const keep = () => keepTraces(engine, session.plan, session.run.folder, world);
  try {
    await runCells(engine, session, measured, world);
  } catch (error) {
    await keep().catch(() => undefined);
    throw error;
  }
  const where = await keep();
  if (where !== null) session.progress.say(where);
}

/** Starts the engine, waits until it is ready, runs every cell, stops it. Fills `measured` as it goes. */
export async function measure(session: Session, measured: Measured, world: World): Promise<void> {
  await session.record.enter('starting');
  session.progress.say(`starting ${session.plan.engine.title} with ${session.plan.model.name}`);
  await session.gpu?.look('before');
  const started = await startEngine(session.plan, session.run, world);
  try {
    const engine = await readyEngine(started, session, measured, world);
    session.progress.say(`ready after ${(engine.readyAtMs / 1000).toFixed(1)} s; requests go to ${engine.networkPath}`);
    await validate(engine, session, world);
    if (session.calibrates) measured.calibration = await calibrate(engine, session, world);
    await runAndKeepTraces(engine, session, measured, world);
  } finally {
    // The load has ended by now: engines with open streams would miss their time to stop.
    await started.stop();
    await session.gpu?.close();
  }
}
