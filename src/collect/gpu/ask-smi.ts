import type { World } from '../../world.ts';

/** Runs `nvidia-smi` somewhere; what it writes is its output, errors included. Never throws: -1 where it cannot run. */
export type AskSmi = (args: string[]) => Promise<{ exitCode: number; output: string }>;

const limitMs = 10_000;
const noAnswer = { exitCode: -1, output: '' };

/** Inside the engine's container: it sees the engine's GPU and no other. */
export function askContainer(containerId: string, world: Pick<World, 'docker'>): AskSmi {
  return (args) => world.docker.exec(containerId, ['nvidia-smi', ...args]).catch(() => noAnswer);
}

/** On this machine, where it has a driver: it sees every GPU and every process. */
export function askHost(world: Pick<World, 'processes'>): AskSmi {
  return async (args) => {
    const ended = await world.processes.run('nvidia-smi', args, { timeoutMs: limitMs }).catch(() => null);
    return ended === null ? noAnswer : { exitCode: ended.exitCode ?? -1, output: `${ended.stdout}\n${ended.stderr}` };
  };
}
