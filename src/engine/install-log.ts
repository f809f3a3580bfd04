import { join } from 'node:path';
import { wallTime } from '../domain/run-clock.ts';
import type { RunContext } from '../domain/run-context.ts';
import type { World } from '../world.ts';

/** `install.log` of the run folder: what was fetched and made before the engine began to speak for itself. */
export type InstallLog = { line(text: string): Promise<void>; close(): Promise<void> };

/** Opens install.log; every line begins with its time by the run's anchor. Throws RESULTS_WRITE_FAILED. */
export async function openInstallLog(run: RunContext, world: Pick<World, 'files'>): Promise<InstallLog> {
  const file = await world.files.openAppend(join(run.folder, 'install.log'));
  return {
    line: (text) => file.append(`${wallTime(run.clock, run.elapsedMs()).toISOString()} ${text}\n`),
    close: () => file.close(),
  };
}
