import type { DockerClient } from './client.ts';
import type { Daemon } from './daemon.ts';

export function archiveCalls(daemon: Daemon): Pick<DockerClient, 'archive'> {
  async function archive(containerId: string, path: string): Promise<AsyncIterable<Uint8Array>> {
    const what = `copy ${path} out of container ${containerId.slice(0, 12)}`;
    return daemon.call({ what, timeoutMs: 60_000, refusedAs: 'PROFILER_FAILED' }, async (abortSignal) => {
      const request = { path, abortSignal } as { path: string };
      const source = await daemon.api.getContainer(containerId).getArchive(request);
      return source as unknown as AsyncIterable<Uint8Array>;
    });
  }
  return { archive };
}
