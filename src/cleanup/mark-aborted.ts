import { join } from 'node:path';
import { type CleanupCheck, type Run, runSchema } from '../domain/run.ts';
import type { World } from '../world.ts';

/** run.json of a folder; null when there is none or it cannot be read. */
export async function readRunFile(folder: string, world: Pick<World, 'files'>): Promise<Run | null> {
  try {
    return runSchema.parse(JSON.parse(await world.files.readText(join(folder, 'run.json'))));
  } catch {
    return null;
  }
}

/** Did the run end by itself, with its end written down? */
export function hasEnded(run: Run): boolean {
  return run.state === 'done' || run.state === 'aborted';
}

/**
 * Writes into run.json that the run died in the state it was in, and what was found after removing what it left.
 * A run that ended by itself is not touched. Samples and finished cells stay as they are.
 * @returns whether run.json was changed
 */
export async function markAborted(
  folder: string,
  cleanup: CleanupCheck,
  world: Pick<World, 'files' | 'clock'>,
): Promise<boolean> {
  const run = await readRunFile(folder, world);
  if (run === null || hasEnded(run)) return false;
  const now = world.clock.now().toISOString();
  const error = {
    code: 'KILLED',
    message: `the orchestrator (process ${run.owner.pid}) died in state ${run.state}`,
    hint: 'cells that were finished before are whole; run again for the others',
    at: now,
  };
  const aborted: Run = { ...run, state: 'aborted', endedAt: now, errors: [...run.errors, error], cleanup };
  await world.files.writeAtomic(join(folder, 'run.json'), `${JSON.stringify(runSchema.parse(aborted), null, 2)}\n`);
  return true;
}
