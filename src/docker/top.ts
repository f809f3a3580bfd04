import type { DockerClient } from './client.ts';
import type { Daemon } from './daemon.ts';

const gone = 404;
const notRunning = 409;

export function topCalls(daemon: Daemon): Pick<DockerClient, 'pids'> {
  async function pids(containerId: string): Promise<number[]> {
    const options = { what: `list the processes of container ${containerId.slice(0, 12)}`, timeoutMs: 15_000 };
    const top = await daemon.callUnless([gone, notRunning], options, (abortSignal) => {
      const request = { ps_args: '-eo pid', abortSignal };
      return daemon.api.getContainer(containerId).top(request);
    });
    const rows: string[][] = top?.Processes ?? [];
    return rows.map(([pid]) => Number(pid)).filter((pid) => Number.isInteger(pid));
  }
  return { pids };
}
