import { join } from 'node:path';
import { type EngineResult, engineResultSchema, resultFile } from '../domain/engine-result.ts';
import { environmentSchema } from '../domain/environment.ts';
import { plainText } from '../domain/plain-text.ts';
import { DynoError } from '../errors.ts';
import { writeReport } from '../report/write-report.ts';
import { keepResultHash } from '../results/file-hashes.ts';
import { readDocument, readRun } from '../results/read-run.ts';
import { writeJson } from '../results/write-json.ts';
import type { AnalysedCell } from '../stats/repeats/latencies.ts';
import type { World } from '../world.ts';
import { analyseCell } from './analyse-cell.ts';
import { readCalibration } from './calibrate.ts';
import { engineResult } from './engine-result.ts';
import { readFairness } from './fairness.ts';
import { mergePerRun } from './per-run.ts';

/**
 * Every number again from the samples of a run folder, up to its result. Cells that were not measured to their end are
 * left out and counted in the report. Throws RUN_FOLDER_INVALID, ACCOUNTING.
 */
export async function remakeResult(folder: string, world: World): Promise<EngineResult> {
  const { run, plan, cells, goingOn } = await readRun(folder, world);
  if (goingOn)
    throw new DynoError('RUN_FOLDER_INVALID', `${folder}: this run is still going on`, { hint: 'wait for its end' });
  if (plan === null) throw new DynoError('RUN_FOLDER_INVALID', `${folder}: the run ended before its plan was written`);
  const complete = new Set(cells.filter((cell) => cell.complete).map(({ id }) => id));
  // The folder may have moved since: in the report, paths are inside it.
  const leftOut = cells.flatMap(({ id, why }) =>
    why === null ? [] : [[id, why.replaceAll(`${folder}/`, '')] as const],
  );
  for (const [id, why] of leftOut) world.terminal.err(`${plainText(`${id} is left out: ${why}`)}\n`);
  const measured: AnalysedCell[] = [];
  for (const cell of plan.cells.filter(({ id }) => complete.has(id))) {
    measured.push(await analyseCell(cell, plan, { folder, clock: run.clock }, world));
  }
  if (measured.length === 0)
    throw new DynoError('RUN_FOLDER_INVALID', `${folder} has no cell that was measured to its end`);
  const environment = await readDocument(join(folder, 'env.json'), environmentSchema, world);
  const shown = { ...run, cellsDone: [...complete] };
  const calibration = await readCalibration(folder, world);
  const fairness = await readFairness(folder, plan, world);
  const result = engineResult(plan, environment, measured, shown, calibration, fairness, new Map(leftOut));
  await mergePerRun(measured, folder, world);
  if (result === null) throw new Error('a run with measured cells made no result');
  await writeJson(join(folder, resultFile(plan)), engineResultSchema, result, world);
  await keepResultHash(folder, resultFile(plan), world);
  return result;
}

/** `dyno report`: the result again from the samples, then the reports. Throws as `remakeResult`. */
export async function remakeReport(folder: string, world: World): Promise<{ result: EngineResult; html: string }> {
  const result = await remakeResult(folder, world);
  return { result, html: (await writeReport(folder, world)).html };
}
