import { join } from 'node:path';
import { type EngineResult, engineResultSchema, resultFile } from '../domain/engine-result.ts';
import type { Plan } from '../domain/plan.ts';
import type { Run } from '../domain/run.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { changedFiles } from './file-hashes.ts';
import { migratePlan } from './migrate/migrate-plan.ts';
import { isParsed } from './migrate/step.ts';
import { readDocument, readPlan, readRunRecord } from './read-run.ts';

/** A run that has ended: its record, its plan, and its result if any cell was measured. */
export type FinishedFolder = { run: Run; plan: Plan; result: EngineResult | null };

/** ENGINE.json with the plan in it brought to today's form. */
function migrateResult(value: unknown): unknown {
  return isParsed(value) ? { ...value, config: migratePlan(value.config) } : value;
}

/** Reads ENGINE.json; what it says beside the plan is not migrated, because it can be made again from the samples. */
async function readResult(folder: string, plan: Plan, world: Pick<World, 'files'>): Promise<EngineResult | null> {
  const path = join(folder, resultFile(plan));
  if (!(await world.files.exists(path))) return null;
  try {
    return await readDocument(path, engineResultSchema, world, migrateResult);
  } catch (error) {
    if (plan.migrated === null) throw error;
    throw new DynoError('RUN_FOLDER_INVALID', `${path} was written by an older version of Dyno`, {
      hint: `make it again from the samples: ./dyno report ${folder}`,
      cause: error,
    });
  }
}

/** Files that were edited since they were written, where the verdicts of the result do not say so already. */
async function editedFiles(folder: string, plan: Plan, result: EngineResult, world: Pick<World, 'files'>) {
  const cells = Object.values(result.benchmarks).flat();
  const { changed = [] } = (await changedFiles(folder, world)) ?? {};
  const told = cells.flatMap(({ verdict }) => verdict.rules).filter(({ rule }) => rule === 'FILES_CHANGED');
  if (told.some(({ state }) => state === 'INVALID')) return changed.filter((name) => name === resultFile(plan));
  for (const { statistics } of cells) {
    const { id } = statistics.cell;
    const own = await changedFiles(join(folder, id), world);
    changed.push(...(own?.changed ?? []).map((name) => join(id, name)));
  }
  return changed;
}

/** A result that is another run's, or that is not what was measured, must not be ranked as if nothing was. */
async function checkResult(folder: string, { run, plan, result }: FinishedFolder, world: Pick<World, 'files'>) {
  if (result === null) return;
  const hint = `./dyno report ${folder} makes its figures again from its samples, and marks what was changed`;
  const fail = (message: string) => new DynoError('RUN_FOLDER_INVALID', message, { hint });
  if (result.run.id !== run.id) throw fail(`${join(folder, resultFile(plan))} is of another run, ${result.run.id}`);
  const edited = await editedFiles(folder, plan, result, world);
  if (edited.length > 0)
    throw fail(`${folder} was edited after the run, its figures are not the run's: ${edited.join(', ')}`);
}

/**
 * Reads what comparisons are made from: run.json, plan.yaml and ENGINE.json of a run folder.
 * Throws RUN_FOLDER_INVALID where one is missing, broken, of another run, or was changed since it was written (its samples
 * too), and while the run goes on.
 */
export async function readFinished(
  folder: string,
  world: Pick<World, 'files' | 'processes' | 'host'>,
): Promise<FinishedFolder> {
  const run = await readRunRecord(folder, world);
  const { host, pid, startTicks } = run.owner;
  const ended = run.state === 'done' || run.state === 'aborted';
  if (!ended && host === world.host.hostname && world.processes.isAlive(pid, startTicks)) {
    throw new DynoError('RUN_FOLDER_INVALID', `${folder}: this run is still going on`, { hint: 'wait for its end' });
  }
  const plan = await readPlan(folder, run, world);
  if (plan === null) throw new DynoError('RUN_FOLDER_INVALID', `${folder}: the run ended before its plan was written`);
  const finished = { run, plan, result: await readResult(folder, plan, world) };
  await checkResult(folder, finished, world);
  return finished;
}

/**
 * The same of a run that is given by hand: where cells were measured and only the result is gone, it must not pass for a
 * run that gave nothing. Throws as `readFinished`.
 */
export async function readReported(
  folder: string,
  world: Pick<World, 'files' | 'processes' | 'host'>,
): Promise<FinishedFolder> {
  const finished = await readFinished(folder, world);
  if (finished.result !== null) return finished;
  for (const { id } of finished.plan.cells) {
    if (!(await world.files.exists(join(folder, id, 'verdict.json')))) continue;
    throw new DynoError(
      'RUN_FOLDER_INVALID',
      `${folder} has no ${resultFile(finished.plan)}, but cells with a verdict`,
      {
        hint: `make it from the samples: ./dyno report ${folder}`,
      },
    );
  }
  return finished;
}

/** A run counts once: a link to it, or a copy, is no second measurement. Throws USAGE with both folders. */
export function checkEachOnce(runs: readonly { folder: string; run: Run }[]): void {
  for (const [index, { folder, run }] of runs.entries()) {
    const first = runs.slice(0, index).find((other) => other.run.id === run.id);
    if (first !== undefined) {
      throw new DynoError('USAGE', `${first.folder} and ${folder} are the same run, ${run.id}: give each run once`);
    }
  }
}
