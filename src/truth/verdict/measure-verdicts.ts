import { cleanupError, removeRun } from '../../cleanup/remove-run.ts';
import { dynoVersion } from '../../cli/version.ts';
import { loadConfig } from '../../config/load-config.ts';
import type { ReadyEngine } from '../../domain/engine-life.ts';
import type { MeasuredCell } from '../../domain/engine-result.ts';
import type { Plan } from '../../domain/plan.ts';
import { type BenchRequest, emptyRequest } from '../../domain/request.ts';
import { startEngine } from '../../engine/start-engine.ts';
import { makeWorkloads } from '../../load/build-workload.ts';
import { probeRequest } from '../../load/probe-request.ts';
import { makePlan } from '../../plan/make-plan.ts';
import { awaitReady } from '../../readiness/await-ready.ts';
import { openRun } from '../../run/open-run.ts';
import { runCell } from '../../run/run-cell.ts';
import type { Session } from '../../run/session.ts';
import type { World } from '../../world.ts';

/** One simulator and what is asked of it. */
export type Lane = {
  name: string;
  /** An engine that the simulator speaks as; it runs as a child process, without a container. */
  engine: string;
  simArgs: string[];
  request: Partial<BenchRequest>;
  /** Does something beside the load, from when the engine is ready until what it returns is called. */
  beside?: (engine: ReadyEngine, world: World) => () => Promise<void>;
};

/** Suite quick, whose telemetry is read twice a second: a short cell then has readings as a long one has. */
export async function lanePlan({ engine, simArgs, request }: Lane, world: World): Promise<Plan> {
  const asked = { ...emptyRequest, suite: 'quick', ...request, engine };
  const set = ['telemetry.intervalMs=500', ...(request.set ?? [])];
  const plan = await makePlan(await loadConfig({ ...asked, set }, { engine, asProcess: true }, world), world);
  if (plan.target.kind !== 'process') throw new Error('the plan has no simulator');
  return { ...plan, target: { ...plan.target, args: [...plan.target.args, ...simArgs] } };
}

let starting: Promise<unknown> = Promise.resolve();

/** One engine starts at a time: two that look for a free port at the same moment may find the same one. */
function startAlone(session: Session, world: World) {
  const started = starting.then(async () => {
    const engine = await startEngine(session.plan, session.run, world);
    const ready = awaitReady(engine, session.plan, probeRequest(session.plan), session.run, world);
    return { started: engine, ready: await ready.catch((error: unknown) => error as Error) };
  });
  starting = started.catch(() => undefined);
  return started;
}

async function measureCells(lane: Lane, session: Session, world: World): Promise<MeasuredCell[]> {
  const { plan } = session;
  const { started, ready: engine } = await startAlone(session, world);
  let stopBeside = async () => {};
  try {
    if (engine instanceof Error) throw engine;
    const workloads = makeWorkloads(plan, { engine, say: () => undefined }, world);
    stopBeside = lane.beside?.(engine, world) ?? stopBeside;
    const measured: MeasuredCell[] = [];
    for (const cell of plan.cells) {
      world.stop.throwIfAborted();
      measured.push(await runCell(cell, engine, workloads, session, world));
    }
    return measured;
  } finally {
    await stopBeside();
    await started.stop();
  }
}

/** Measures every cell of a lane as a run does, below `folder`. Throws DynoError as the stages of a run do. */
export async function measureLane(lane: Lane, folder: string, world: World): Promise<MeasuredCell[]> {
  const options = {
    resultsDir: folder,
    command: ['make', 'bench-verdict'],
    dynoVersion: await dynoVersion(world),
    calibrates: false,
    telemetryCostPairs: 0,
    strict: false,
    keyFolder: null,
    sequence: null,
  };
  const quiet = { ...world, terminal: { ...world.terminal, err: () => undefined } };
  const { session, watchdog, close } = await openRun(await lanePlan(lane, world), options, quiet);
  try {
    return await measureCells(lane, session, quiet);
  } finally {
    const left = cleanupError(await removeRun(session.run.id, session.run.folder, world));
    watchdog.done();
    await close();
    if (left !== null) world.terminal.err(`${left.message}: ${left.detail.join('; ')}\n`);
  }
}
