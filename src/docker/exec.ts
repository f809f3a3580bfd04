import type { DockerClient } from './client.ts';
import type { Daemon } from './daemon.ts';
import { readLines } from './logs.ts';

/** Time limit of a command run inside; it asks for facts, it does no work. */
const limitMs = 120_000;

export function execCalls(daemon: Daemon): Pick<DockerClient, 'exec'> {
  async function exec(containerId: string, command: string[]): Promise<{ exitCode: number; output: string }> {
    const what = `run ${command[0] ?? ''} in container ${containerId.slice(0, 12)}`;
    return daemon.call({ what, timeoutMs: limitMs, refusedAs: 'ENGINE_CRASHED' }, async (abortSignal) => {
      const request = { Cmd: command, AttachStdout: true, AttachStderr: true, abortSignal };
      const started = await daemon.api.getContainer(containerId).exec(request);
      const lines: string[] = [];
      const source = await started.start({ abortSignal });
      await readLines(source, (line) => lines.push(line));
      const end = await started.inspect({ abortSignal });
      return { exitCode: end.ExitCode ?? -1, output: lines.join('\n') };
    });
  }
  return { exec };
}
