import type { ContainerState } from '../docker/client.ts';
import type { EngineHealth, StartedEngine } from '../domain/engine-life.ts';
import type { RunContext } from '../domain/run-context.ts';
import type { World } from '../world.ts';
import type { EngineLog } from './engine-log.ts';
import { waitAtMost } from './wait-at-most.ts';

export type ContainerLife = Pick<StartedEngine, 'health' | 'logTail' | 'stop'>;

/** The log of a container that ended is complete within milliseconds; the limit is for a daemon that hangs. */
const logEndMs = 10_000;

/** Follows the log of a running container and knows whether it lives, how it ended and how to stop it. */
export function followContainer(
  id: string,
  graceS: number,
  log: EngineLog,
  onLine: (line: string) => void,
  run: RunContext,
  world: World,
): ContainerLife {
  const unfollow = new AbortController();
  const take = (line: string) => {
    log.add(line);
    onLine(line);
  };
  const followed = world.docker
    .followLogs(id, take, unfollow.signal)
    .catch((error: Error) => run.note({ event: 'engineLogLost', message: error.message }));
  const logEnd = () => waitAtMost(logEndMs, followed, world);

  async function health(): Promise<EngineHealth> {
    const state = await world.docker.inspect(id);
    if (state?.running) return { alive: true };
    await logEnd();
    const { lines: lastLines } = log.tail();
    if (state === null) {
      return { alive: false, exitCode: null, oomKilled: false, lastLines, why: 'its container is gone' };
    }
    return { alive: false, exitCode: state.exitCode, oomKilled: state.oomKilled, lastLines, why: whyEnded(state) };
  }

  async function end(): Promise<void> {
    try {
      await world.docker.stop(id, graceS);
      await logEnd();
    } finally {
      unfollow.abort();
      await followed;
      await log.close();
    }
  }
  let ending: Promise<void> | null = null;
  const stop = () => {
    ending ??= end();
    return ending;
  };
  return { health, logTail: async () => log.tail(), stop };
}

function whyEnded({ exitCode, oomKilled, error }: ContainerState): string {
  const words = error === '' ? '' : `: ${error}`;
  if (oomKilled) return `it was killed because memory ran out (exit code ${exitCode})${words}`;
  // 137 is any SIGKILL: memory running out is likely but not proved.
  if (exitCode === 137) return `it was killed by SIGKILL, perhaps because memory ran out (exit code 137)${words}`;
  return `it ended with exit code ${exitCode ?? 'unknown'}${words}`;
}
