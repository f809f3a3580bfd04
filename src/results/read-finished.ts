import { join } from 'node:path';
import { type EngineResult, engineResultSchema } from '../domain/engine-result.ts';
import { type Plan, planSchema } from '../domain/plan.ts';
import { type Run, runSchema } from '../domain/run.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { readDocument } from './read-run.ts';

/** A run that has ended: its record, its plan, and its result if any cell was measured. */
export type FinishedFolder = { run: Run; plan: Plan; result: EngineResult | null };

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
  const plan = await readDocument(join(folder, 'plan.yaml'), planSchema, world);
  const path = join(folder, `${plan.engine.name}.json`);
  const result = (await world.files.exists(path)) ? await readDocument(path, engineResultSchema, world) : null;
  return { run, plan, result };
}
