import { join } from 'node:path';
import { type Calibration, calibrationSchema } from '../domain/calibration.ts';
import type { ReadyEngine } from '../domain/engine-life.ts';
import { telemetryCostText } from '../domain/telemetry-cost-text.ts';
import { asDynoError } from '../errors.ts';
import { type CalibrationStep, calibrationSteps, maxSpeedStep } from '../load/calibration/levels.ts';
import { nullServerName } from '../load/calibration/null-server.ts';
import { runStep } from '../load/calibration/run-step.ts';
import { readDocument } from '../results/read-run.ts';
import { writeJson } from '../results/write-json.ts';
import { type CalibrationLoad, calibrationLevel, maxSpeed } from '../stats/client/calibration.ts';
import { expectedStreams } from '../stats/client/client-statistics.ts';
import { readTruth } from '../truth/truth-log.ts';
import type { World } from '../world.ts';
import { readSamples } from './read-samples.ts';
import type { Session } from './session.ts';
import { measureTelemetryCost } from './telemetry-cost.ts';

const fileName = 'calibration.json';

async function load(step: CalibrationStep, engine: ReadyEngine, session: Session, world: World) {
  const { records, truth, client } = await runStep(step, { engine, ...session }, world);
  const { concurrency, chunkGapMs } = step;
  const seen = step.chunkGapMs > 0 ? await readTruth(truth, world) : new Map();
  return { concurrency, chunkGapMs, samples: await readSamples(records, world), client, seen } as CalibrationLoad;
}

async function measured(engine: ReadyEngine, session: Session, world: World): Promise<Calibration> {
  const startMs = world.clock.monotonicMs();
  const streams = session.plan.cells.map(expectedStreams);
  const levels = [];
  for (const step of calibrationSteps(streams)) levels.push(calibrationLevel(await load(step, engine, session, world)));
  const fastest = maxSpeed(await load(maxSpeedStep(streams), engine, session, world));
  const telemetryCost = await measureTelemetryCost(engine, session, world);
  const tookMs = Math.round(world.clock.monotonicMs() - startMs);
  return { version: 1, server: nullServerName, tookMs, levels, maxSpeed: fastest, telemetryCost };
}

function inWords({ levels, tookMs, telemetryCost }: Calibration): string {
  const cost = telemetryCost === null ? '' : `; telemetry: ${telemetryCostText(telemetryCost)}`;
  const worst = levels.at(-1);
  const us = (value: number | null | undefined) => (value == null ? 'unknown' : `${(value / 1000).toFixed(3)} ms`);
  return (
    `load generator calibrated in ${(tookMs / 1000).toFixed(1)} s: at ${worst?.concurrency} streams and ` +
    `${Math.round(worst?.chunksPerS ?? 0)} chunks/s its TTFT is off by ${us(worst?.ttftErrorUs.p99)} at p99, ` +
    `its TPOT by ${us(worst?.tpotErrorUs.p99)}, at ${Math.round(worst?.clientCpuPercent ?? 0)} % of one core${cost}`
  );
}

/**
 * Measures the load generator against a server that computes nothing, at the numbers of streams of this run, while
 * the engine is idle; writes calibration.json. A calibration that fails costs the run no measurement: null, and the
 * reason is noted. Throws only the reason of a stop.
 */
export async function calibrate(engine: ReadyEngine, session: Session, world: World): Promise<Calibration | null> {
  try {
    const calibration = await measured(engine, session, world);
    await writeJson(join(session.run.folder, fileName), calibrationSchema, calibration, world);
    session.progress.say(inWords(calibration));
    return calibration;
  } catch (thrown) {
    world.stop.throwIfAborted();
    const { code, message } = asDynoError(thrown);
    session.run.note({ event: 'calibrationFailed', code, message });
    session.progress.say(`the load generator was not calibrated: ${message}`);
    return null;
  }
}

/** The calibration of a run; null where there was none. Throws RUN_FOLDER_INVALID where it is broken. */
export async function readCalibration(runFolder: string, world: Pick<World, 'files'>): Promise<Calibration | null> {
  const path = join(runFolder, fileName);
  return (await world.files.exists(path)) ? readDocument(path, calibrationSchema, world) : null;
}
