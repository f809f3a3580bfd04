import { join } from 'node:path';
import { writeClientSeries } from '../collect/client-series.ts';
import { collectSamples } from '../collect/collect-samples.ts';
import type { Calibration } from '../domain/calibration.ts';
import { resultFile } from '../domain/engine-result.ts';
import type { FairnessSheet } from '../domain/fairness.ts';
import type { GpuProcesses } from '../domain/gpu-processes.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import { type RunClock, zeroOnRunClockS } from '../domain/run-clock.ts';
import { type Enforcement, statisticsSchema } from '../domain/statistics.ts';
import { verdictSchema } from '../domain/verdict.ts';
import { changedBelowCell } from '../results/file-hashes.ts';
import { readDocument } from '../results/read-run.ts';
import { writeJson } from '../results/write-json.ts';
import { computeStatistics } from '../stats/compute.ts';
import { judge } from '../stats/judge.ts';
import { type PairSide, pairSides } from '../stats/pairs.ts';
import { type AnalysedCell, requestLatencies } from '../stats/repeats/latencies.ts';
import type { World } from '../world.ts';
import { readCalibration } from './calibrate.ts';
import { readFairness } from './fairness.ts';
import { readGpuProcesses } from './gpu/read-processes.ts';
import { writePerRun } from './per-run.ts';

/**
 * Where a run was written, and the anchor of its clock; null: the run is older than that. `leftOut`: cells that count as
 * not there, though files of theirs are; left out: none, as while the run goes on.
 */
export type MeasuredRun = { folder: string; clock: RunClock | null; leftOut?: ReadonlySet<string> };

/** What all cells of a run rest on beside their own samples. */
export type RunEvidence = {
  calibration: Calibration | null;
  sheet: FairnessSheet;
  gpuProcesses: GpuProcesses | null;
};

/** As far as the run has got. Throws RUN_FOLDER_INVALID where a part is broken. */
export async function readEvidence(runFolder: string, plan: Plan, world: World): Promise<RunEvidence> {
  return {
    calibration: await readCalibration(runFolder, world),
    sheet: await readFairness(runFolder, plan, world),
    gpuProcesses: await readGpuProcesses(runFolder, world),
  };
}

/** Of the cell whose requests this one repeats without their schemas; null where there is none, or it has no samples. */
async function constrainedSides(cell: Cell, run: MeasuredRun, world: World): Promise<Map<string, PairSide> | null> {
  if (cell.twinOf === null || run.leftOut?.has(cell.twinOf)) return null;
  const folder = join(run.folder, cell.twinOf);
  if (!(await world.files.exists(join(folder, 'statistics.json')))) return null;
  return pairSides(await collectSamples(folder, run.clock, world));
}

/** What the proof for this point of the sweep found; null where there is none, or it was not measured to its end. */
async function readEnforcement(
  cell: Cell,
  { cells }: Plan,
  run: MeasuredRun,
  world: World,
): Promise<Enforcement | null> {
  const point = JSON.stringify(cell.point);
  const proof = cells.find((each) => each.purpose === 'enforcement' && JSON.stringify(each.point) === point);
  if (proof === undefined || run.leftOut?.has(proof.id)) return null;
  const path = join(run.folder, proof.id, 'statistics.json');
  if (!(await world.files.exists(path))) return null;
  return (await readDocument(path, statisticsSchema, world)).enforcement;
}

/**
 * Statistics and verdict of a cell, from its samples alone; a verdict on structured output also rests on the run's
 * proof, a twin's statistics also on the cell that it repeats: cells are analysed in the order of the plan.
 */
export async function analyseCell(cell: Cell, plan: Plan, run: MeasuredRun, world: World): Promise<AnalysedCell> {
  const folder = join(run.folder, cell.id);
  // Before its own samples, so that those of one cell alone are held at a time.
  const constrained = await constrainedSides(cell, run, world);
  const samples = await collectSamples(folder, run.clock, world);
  await writeClientSeries(folder, samples.samples, zeroOnRunClockS(samples.client, run.clock), world);
  const { calibration, sheet, gpuProcesses } = await readEvidence(run.folder, plan, world);
  const statistics = computeStatistics(cell, plan, samples, calibration, constrained);
  const enforcement = statistics.enforcement ?? (await readEnforcement(cell, plan, run, world));
  const files = await changedBelowCell(run.folder, cell.id, resultFile(plan), world);
  const verdict = judge(statistics, samples, plan, { sheet, enforcement, gpuProcesses, files });
  await writeJson(join(folder, 'statistics.json'), statisticsSchema, statistics, world);
  await writePerRun(cell, plan, samples, run.folder, world);
  // Last: a cell without a verdict is not a result.
  await writeJson(join(folder, 'verdict.json'), verdictSchema, verdict, world);
  return { statistics, verdict, latencies: requestLatencies(samples.samples, cell.shape) };
}
