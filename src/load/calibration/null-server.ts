import { join } from 'node:path';
import type { EngineHealth } from '../../domain/engine-life.ts';
import type { RunContext } from '../../domain/run-context.ts';
import { DynoError } from '../../errors.ts';
import type { Child, World } from '../../world.ts';

/** A server that computes nothing, while it runs. */
export type NullServer = { url: string; health(): Promise<EngineHealth>; stop(): Promise<void> };

/** What answers, for the result. */
export const nullServerName = 'the simulator as null server: scripted chunks, nothing computed';

async function urlOf(child: Child): Promise<string> {
  const found = Promise.withResolvers<string>();
  const follow = async () => {
    // Read to the end: a server whose log nobody takes would stop at a full pipe.
    for await (const line of child.stdoutLines) {
      const url = /ready, model \S+ at (http:\S+)/.exec(line)?.[1];
      if (url !== undefined) found.resolve(url);
    }
    found.reject(new DynoError('LOADGEN_FAILED', 'the null server ended before it was ready'));
  };
  follow().catch(found.reject);
  return found.promise;
}

/**
 * Starts `.tools/sim` on the engine's CPUs, which the idle engine leaves free. Every SIM_* variable of the user's is
 * taken out. Its truth log is whole after `stop`. Throws TOOL_MISSING.
 */
export async function startNullServer(
  { truthPath, cpuSet, args }: { truthPath: string; cpuSet: string | null; args: string[] },
  run: RunContext,
  world: World,
): Promise<NullServer> {
  const binary = join(world.root, '.tools', 'sim');
  if (!(await world.files.exists(binary))) throw new DynoError('TOOL_MISSING', `${binary} is not there`);
  const foreign = Object.keys(world.env).filter((name) => name.startsWith('SIM_'));
  const child = world.processes.start(
    binary,
    ['--host', '127.0.0.1', '--port', '0', '--model', 'null', '--truth', truthPath, ...args],
    { env: { ...Object.fromEntries(foreign.map((name) => [name, undefined])), DYNO_RUN: run.id }, cpuSet },
  );
  // At once: lines that come before somebody reads are lost, and a busy disk can hold the ledger up for long.
  const url = urlOf(child);
  url.catch(() => undefined);
  const startTicks = world.processes.startTicks(child.pid);
  if (startTicks !== null)
    await run.ledger.record({ kind: 'process', name: 'null server', pid: child.pid, startTicks });
  let alive = true;
  const exit = child.exit.finally(() => {
    alive = false;
  });
  const dead = { alive: false, exitCode: null, oomKilled: false, lastLines: [], why: 'the null server ended' } as const;
  return {
    url: await url,
    health: async () => (alive ? { alive } : { ...dead, lastLines: [] }),
    async stop() {
      child.kill('SIGTERM');
      await exit.catch(() => undefined);
    },
  };
}
