import { join } from 'node:path';
import type { CleanupCheck } from '../domain/run.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { markAborted } from './mark-aborted.ts';
import { type RemovalWorld, removalCommands, removeRun } from './remove-run.ts';

/** The line by which an orchestrator says that it has cleaned up itself. */
const doneLine = 'done';
/** The daemon may still finish a create that was under way when the orchestrator died. */
const settleMs = 2000;
const limitMs = 60_000;

/** A watchdog that was started for a run. */
export type Watchdog = {
  pid: number;
  /** Tells it that there is nothing left to do; it exits at once. */
  done(): void;
};

/**
 * Starts the process that cleans up if this one dies, in a session of its own, so that neither Ctrl-C nor the end of
 * the terminal reaches it. To be started before anything else of the run is created. Throws TOOL_MISSING.
 */
export function startWatchdog(
  runId: string,
  folder: string,
  world: Pick<World, 'processes' | 'host' | 'root'>,
): Watchdog {
  const main = join(import.meta.dirname, 'watchdog-main.ts');
  const child = world.processes.startDetached(world.host.nodePath, [main, runId, folder], { cwd: world.root });
  if (child.pid <= 0) throw new DynoError('TOOL_MISSING', `cannot start ${world.host.nodePath}`);
  return {
    pid: child.pid,
    done() {
      child.write(doneLine);
      child.close();
    },
  };
}

/** Removes until two looks in a row, some time apart, find nothing, or until the time limit. */
async function removeUntilClean(runId: string, folder: string, world: RemovalWorld): Promise<CleanupCheck> {
  const deadlineMs = world.clock.monotonicMs() + limitMs;
  let cleanBefore = false;
  while (true) {
    const check = await removeRun(runId, folder, world);
    if ((check.clean && cleanBefore) || world.clock.monotonicMs() > deadlineMs) return check;
    cleanBefore = check.clean;
    await world.clock.sleep(settleMs);
  }
}

/**
 * Waits for the orchestrator's end. If its pipe closes without the line "done", it died: removes what it left, marks
 * run.json as aborted and says so in watchdog.log.
 * @param lines what the orchestrator writes, ending when it does
 * @returns whether it had to act
 */
export async function watchRun(
  runId: string,
  folder: string,
  lines: AsyncIterable<string>,
  world: RemovalWorld,
): Promise<boolean> {
  for await (const line of lines) if (line === doneLine) return false;
  // A deleted run folder must not come back as a folder with nothing but our log.
  const log = (await world.files.exists(folder)) ? await world.files.openAppend(join(folder, 'watchdog.log')) : null;
  const say = async (text: string) => {
    await log?.append(`${world.clock.now().toISOString()} ${text}\n`).catch(() => undefined);
  };
  await say(`the orchestrator of ${runId} is gone; removing what it left`);
  const check = await removeUntilClean(runId, folder, world);
  await markAborted(folder, check, world);
  await say(check.clean ? 'nothing is left' : `still there: ${removalCommands(check).join('; ')}`);
  await log?.close();
  return true;
}
