import { join } from 'node:path';
import { cleanupError, removeRun } from '../cleanup/remove-run.ts';
import { dynoVersion } from '../cli/version.ts';
import { collectSamples } from '../collect/collect-samples.ts';
import { startTelemetry } from '../collect/telemetry.ts';
import type { ReadyEngine } from '../domain/engine-life.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import { startEngine } from '../engine/start-engine.ts';
import { buildWorkload, type Workload } from '../load/build-workload.ts';
import { probeRequest } from '../load/probe-request.ts';
import { runLoad, warmUp } from '../load/run-load.ts';
import { awaitReady } from '../readiness/await-ready.ts';
import { openRun } from '../run/open-run.ts';
import type { Session } from '../run/session.ts';
import { computeStatistics } from '../stats/compute.ts';
import type { World } from '../world.ts';
import { type Comparison, compareCell } from './compare.ts';
import type { Level } from './levels.ts';
import { readTruth } from './truth-log.ts';
import { measuredScripts, scriptedWorkload, truthPlan } from './truth-plan.ts';

/** Told when the engine is ready, before the first load. */
type OnEngine = (engine: ReadyEngine) => void;

/** A cell, and what becomes of its ordinary requests before they are sent. */
export type ScriptedCell = { cell: Cell; script(workload: Workload): Workload };

/** What `run/run-cell.ts` does to a cell up to its samples, with a script in every request. */
async function loadCell({ cell, script }: ScriptedCell, engine: ReadyEngine, session: Session, world: World) {
  const { plan, run, progress } = session;
  const folder = join(run.folder, cell.id);
  const workload = script(await buildWorkload(cell, plan, world));
  const input = { engine, cell, plan, run, folder, workload, onProgress: progress.update };
  await warmUp({ ...input, onClient: () => undefined }, world);
  const telemetry = await startTelemetry(engine, plan, folder, { clock: run.clock, gpu: null }, world);
  try {
    await runLoad({ ...input, onClient: telemetry.setClient }, world);
  } finally {
    await telemetry.stop();
  }
}

async function loadAll(
  cells: readonly ScriptedCell[],
  session: Session,
  onEngine: OnEngine,
  world: World,
): Promise<void> {
  const started = await startEngine(session.plan, session.run, world);
  try {
    const engine = await awaitReady(started, session.plan, probeRequest(session.plan), session.run, world);
    onEngine(engine);
    for (const [index, each] of cells.entries()) {
      world.stop.throwIfAborted();
      session.progress.beginCell(each.cell, index + 1, cells.length);
      await loadCell(each, engine, session, world);
    }
  } finally {
    // The truth log is whole only when the simulator has ended.
    await started.stop();
  }
}

function cellsOf(levels: readonly Level[], plan: Plan): (ScriptedCell & { level: Level })[] {
  return levels.map((level, index) => {
    const cell = plan.cells[index];
    if (cell === undefined) throw new Error(`no cell for concurrency ${level.concurrency}`);
    return { level, cell, script: (workload) => scriptedWorkload(workload, level, cell) };
  });
}

/**
 * Sends the requests of the cells to the engine of the plan, through the stages of an ordinary run below `folder`, hands the
 * run to `use` when the engine has ended, and leaves nothing running. Throws DynoError as these stages do.
 */
export async function withLoads<T>(
  plan: Plan,
  cells: readonly ScriptedCell[],
  where: { folder: string; command: string[]; onEngine: OnEngine },
  use: (session: Session) => Promise<T>,
  world: World,
): Promise<T> {
  const options = {
    resultsDir: where.folder,
    command: where.command,
    dynoVersion: await dynoVersion(world),
    calibrates: false,
    telemetryCostPairs: 0,
    strict: false,
    keyFolder: null,
    sequence: null,
  };
  const { session, watchdog, close } = await openRun(plan, options, world);
  try {
    await loadAll(cells, session, where.onEngine, world);
    return await use(session);
  } finally {
    const left = cleanupError(await removeRun(session.run.id, session.run.folder, world));
    watchdog.done();
    await close();
    if (left !== null) world.terminal.err(`${left.message}: ${left.detail.join('; ')}\n`);
  }
}

/**
 * Runs the levels through the stages of an ordinary run and compares what they report with the simulator's truth log.
 * Everything is written below `folder`. Throws DynoError as these stages do.
 */
export async function measureTruth(
  levels: readonly Level[],
  folder: string,
  world: World,
  onEngine: OnEngine = () => undefined,
): Promise<Comparison[]> {
  const truthPath = join(folder, 'truth.jsonl');
  const plan = await truthPlan(levels, truthPath, world);
  const cells = cellsOf(levels, plan);
  const compareAll = async ({ run }: Session) => {
    const truths = await readTruth(truthPath, world);
    const comparisons: Comparison[] = [];
    for (const { level, cell } of cells) {
      const set = await collectSamples(join(run.folder, cell.id), run.clock, world);
      const statistics = computeStatistics(cell, plan, set);
      comparisons.push(
        compareCell(cell, { plan, statistics, set }, measuredScripts(level, cell), truths, world.host.cpus),
      );
    }
    return comparisons;
  };
  const where = { folder, command: ['make', 'bench-truth'], onEngine };
  return withLoads(plan, cells, where, compareAll, world);
}
