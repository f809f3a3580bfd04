import { join } from 'node:path';
import { type EngineResult, engineResultSchema, resultFile } from '../domain/engine-result.ts';
import { type Environment, environmentSchema } from '../domain/environment.ts';
import { plainText } from '../domain/plain-text.ts';
import type { Plan } from '../domain/plan.ts';
import { asDynoError, DynoError, type ErrorCode } from '../errors.ts';
import { writeReport } from '../report/write-report.ts';
import { changedFiles, keepResultHash } from '../results/file-hashes.ts';
import { type RunOnDisk, readDocument, readRun } from '../results/read-run.ts';
import { writeJson } from '../results/write-json.ts';
import type { AnalysedCell } from '../stats/repeats/latencies.ts';
import type { World } from '../world.ts';
import { analyseCell, type RunEvidence, readEvidence } from './analyse-cell.ts';
import { engineResult } from './engine-result.ts';
import { mergePerRun } from './per-run.ts';

type EndedRun = RunOnDisk & { plan: Plan };

async function readEnded(folder: string, world: World): Promise<EndedRun> {
  const { plan, ...run } = await readRun(folder, world);
  if (run.goingOn)
    throw new DynoError('RUN_FOLDER_INVALID', `${folder}: this run is still going on`, { hint: 'wait for its end' });
  if (plan === null) throw new DynoError('RUN_FOLDER_INVALID', `${folder}: the run ended before its plan was written`);
  return { ...run, plan };
}

/** What all cells rest on: where a part of it is broken, no cell can be told. */
async function readShared(
  folder: string,
  plan: Plan,
  world: World,
): Promise<RunEvidence & { environment: Environment }> {
  const environment = await readDocument(join(folder, 'env.json'), environmentSchema, world);
  await changedFiles(folder, world);
  return { environment, ...(await readEvidence(folder, plan, world)) };
}

/** What is wrong with the samples of a cell: another error is not for the cell to bear. */
const damages: readonly ErrorCode[] = ['RUN_FOLDER_INVALID', 'FILE_UNREADABLE', 'ACCOUNTING'];

function damageOf(thrown: unknown): string {
  const { code, message } = asDynoError(thrown);
  if (!damages.includes(code)) throw thrown;
  return message;
}

type Analysed = { measured: AnalysedCell[]; whyLeftOut: Map<string, string> };

/** Every whole cell; the others are left out, also for those that build on them. */
async function analyseWhole({ folder, run, plan, cells }: EndedRun, world: World): Promise<Analysed> {
  const whyLeftOut = new Map<string, string>();
  const leaveOut = (id: string, why: string) => {
    // The folder may have moved since: in the report, paths are inside it, and those of the cell in the cell.
    const inside = [`${join(folder, id)}/`, `${join(folder, id)}: `, `${folder}/`].reduce(
      (text, place) => text.replaceAll(place, ''),
      plainText(why),
    );
    whyLeftOut.set(id, inside);
    world.terminal.err(`${id} is left out: ${inside}\n`);
  };
  for (const { id, why } of cells) if (why !== null) leaveOut(id, why);
  const measured: AnalysedCell[] = [];
  for (const cell of plan.cells.filter(({ id }) => !whyLeftOut.has(id))) {
    const leftOut = new Set(whyLeftOut.keys());
    try {
      measured.push(await analyseCell(cell, plan, { folder, clock: run.clock, leftOut }, world));
    } catch (thrown) {
      leaveOut(cell.id, damageOf(thrown));
    }
  }
  return { measured, whyLeftOut };
}

/** More are not named one by one. */
const mostNamed = 3;

function nothingLeft(folder: string, whyLeftOut: ReadonlyMap<string, string>): DynoError {
  const whys = [...whyLeftOut].map(([id, why]) => `${id}: ${why}`);
  const more = whys.length > mostNamed ? [`and ${whys.length - mostNamed} more`] : [];
  const message = `${folder} has no cell that was measured to its end and is whole`;
  return new DynoError('RUN_FOLDER_INVALID', message, {
    hint: 'measure anew, or bring the files from where they are whole; the result and pages that lie there stay as they were',
    detail: [...whys.slice(0, mostNamed), ...more],
  });
}

/**
 * Every number again from the samples of a run folder, up to its result. Cells that were not measured to their end, and
 * those whose samples are gone, cut or damaged, are left out, with the reason, in `missing`. Throws RUN_FOLDER_INVALID
 * where no cell is left, or what all cells rest on is broken.
 */
export async function remakeResult(folder: string, world: World): Promise<EngineResult> {
  const ended = await readEnded(folder, world);
  const { run, plan } = ended;
  const { environment, calibration, sheet } = await readShared(folder, plan, world);
  const { measured, whyLeftOut } = await analyseWhole(ended, world);
  if (measured.length === 0) throw nothingLeft(folder, whyLeftOut);
  const shown = { ...run, cellsDone: measured.map(({ verdict }) => verdict.cell) };
  const result = engineResult(plan, environment, measured, shown, calibration, sheet, whyLeftOut);
  await mergePerRun(measured, folder, world);
  if (result === null) throw new Error('a run with measured cells made no result');
  await writeJson(join(folder, resultFile(plan)), engineResultSchema, result, world);
  await keepResultHash(folder, resultFile(plan), world);
  return result;
}

/** `dyno report`: the result again from the samples, then the reports. Throws as `remakeResult`. */
export async function remakeReport(folder: string, world: World): Promise<{ result: EngineResult; html: string }> {
  const result = await remakeResult(folder, world);
  return { result, html: (await writeReport(folder, result, world)).html };
}
