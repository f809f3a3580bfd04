import type { ContainerCreateOptions } from 'dockerode';
import type { DockerClient } from './client.ts';

const limitMs = 60_000;
const intervalMs = 50;

type Calls = Pick<DockerClient, 'createContainer' | 'start' | 'inspect' | 'followLogs' | 'removeContainer'>;

/** Commands in a container of their own. */
export function runOnceCalls(docker: Calls): Pick<DockerClient, 'runOnce'> {
  /** The stream's end is no proof of an exit, and `wait` never settles when the daemon dies: it is looked at. */
  async function awaitExit(id: string): Promise<number | null> {
    const deadlineMs = performance.now() + limitMs;
    while (performance.now() < deadlineMs) {
      const state = await docker.inspect(id);
      if (state === null || !state.running) return state?.exitCode ?? null;
      await new Promise((resolve) => setTimeout(resolve, intervalMs));
    }
    return null;
  }

  async function outputOf(id: string): Promise<string> {
    const lines: string[] = [];
    await docker.followLogs(id, (line) => lines.push(line), AbortSignal.timeout(limitMs));
    return lines.join('\n');
  }

  async function runOnce(name: string, body: ContainerCreateOptions) {
    const id = await docker.createContainer(name, body);
    try {
      await docker.start(id);
      const exitCode = await awaitExit(id);
      return { exitCode, output: await outputOf(id) };
    } finally {
      await docker.removeContainer(id);
    }
  }

  return { runOnce };
}
