import { join } from 'node:path';
import { type EngineResult, engineResultSchema } from '../domain/engine-result.ts';
import type { Plan } from '../domain/plan.ts';
import { type Run, runSchema } from '../domain/run.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { migratePlan } from './migrate/migrate-plan.ts';
import { isParsed } from './migrate/step.ts';
import { readDocument, readPlan } from './read-run.ts';

/** A run that has ended: its record, its plan, and its result if any cell was measured. */
export type FinishedFolder = { run: Run; plan: Plan; result: EngineResult | null };

/** ENGINE.json with the plan in it brought to today's form. */
function migrateResult(value: unknown): unknown {
  return isParsed(value) ? { ...value, config: migratePlan(value.config) } : value;
}

/** Reads ENGINE.json; what it says beside the plan is not migrated, because it can be made again from the samples. */
async function readResult(folder: string, plan: Plan, world: Pick<World, 'files'>): Promise<EngineResult | null> {
  const path = join(folder, `${plan.engine.name}.json`);
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

/**
 * Reads what comparisons are made from: run.json, plan.yaml and ENGINE.json of a run folder, not its samples.
 * Throws RUN_FOLDER_INVALID where one is missing or broken, and while the run goes on.
 */
export async function readFinished(
  folder: string,
  world: Pick<World, 'files' | 'processes' | 'host'>,
): Promise<FinishedFolder> {
  const run = await readDocument(join(folder, 'run.json'), runSchema, world);
  const { host, pid, startTicks } = run.owner;
  const ended = run.state === 'done' || run.state === 'aborted';
  if (!ended && host === world.host.hostname && world.processes.isAlive(pid, startTicks)) {
    throw new DynoError('RUN_FOLDER_INVALID', `${folder}: this run is still going on`, { hint: 'wait for its end' });
  }
  const plan = await readPlan(folder, world);
  return { run, plan, result: await readResult(folder, plan, world) };
}
