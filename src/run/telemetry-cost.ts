import { join } from 'node:path';
import { startTelemetry, type Telemetry } from '../collect/telemetry.ts';
import type { CostLoad, TelemetryCost } from '../domain/calibration.ts';
import type { ReadyEngine } from '../domain/engine-life.ts';
import { telemetryCostStep } from '../load/calibration/levels.ts';
import { runStep } from '../load/calibration/run-step.ts';
import { clientCost } from '../stats/client/calibration.ts';
import { expectedStreams } from '../stats/client/client-statistics.ts';
import { telemetryCost } from '../stats/client/telemetry-cost.ts';
import type { World } from '../world.ts';
import { readSamples } from './read-samples.ts';
import type { Session } from './session.ts';

/** Without, with, with, without: what drifts slowly falls on both alike. */
function isWatched(index: number): boolean {
  return index % 4 === 1 || index % 4 === 2;
}

async function start(
  index: number,
  engine: ReadyEngine,
  { plan, run, gpu }: Session,
  world: World,
): Promise<Telemetry> {
  const folder = join(run.folder, 'calibration', `telemetry-cost-${index + 1}`);
  await world.files.makeFolder(folder);
  return startTelemetry(engine, plan, folder, { clock: run.clock, gpu: gpu?.source() ?? null }, world);
}

/** One load; `telemetry` null: nobody looks on. */
async function load(
  index: number,
  telemetry: Telemetry | null,
  engine: ReadyEngine,
  { plan, run }: Session,
  world: World,
): Promise<CostLoad> {
  const step = telemetryCostStep(plan.cells.map(expectedStreams), index);
  const onClient = telemetry?.setClient ?? (() => undefined);
  const { records, client } = await runStep(step, { engine, plan, run, onClient }, world);
  const { chunksPerS, cpuPerMillionChunksS } = clientCost(await readSamples(records, world), client);
  return { telemetry: telemetry !== null, chunksPerS, cpuPerMillionChunksS };
}

async function loads(engine: ReadyEngine, session: Session, world: World): Promise<CostLoad[]> {
  const done: CostLoad[] = [];
  let telemetry: Telemetry | null = null;
  try {
    for (let index = 0; index < 2 * session.telemetryCostPairs; index += 1) {
      if (isWatched(index)) telemetry ??= await start(index, engine, session, world);
      else await telemetry?.stop();
      if (!isWatched(index)) telemetry = null;
      done.push(await load(index, telemetry, engine, session, world));
    }
  } finally {
    await telemetry?.stop();
  }
  return done;
}

/**
 * Measures what the telemetry of this run costs: the load generator at full speed against a server that computes nothing,
 * with all sources of the run read beside it and without. Null for no pairs. Throws as `runStep` does.
 */
export async function measureTelemetryCost(
  engine: ReadyEngine,
  session: Session,
  world: World,
): Promise<TelemetryCost | null> {
  if (session.telemetryCostPairs === 0) return null;
  const { concurrency, maxDurationMs } = telemetryCostStep(session.plan.cells.map(expectedStreams), 0);
  return telemetryCost(await loads(engine, session, world), concurrency, maxDurationMs);
}
