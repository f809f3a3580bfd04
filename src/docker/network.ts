import type { DockerClient } from './client.ts';
import type { Daemon } from './daemon.ts';
import { waitUntilGone } from './wait-until-gone.ts';

type Calls = Pick<DockerClient, 'createNetwork' | 'removeNetwork'>;

export function networkCalls(daemon: Daemon): Calls {
  async function createNetwork(name: string, labels: Record<string, string>): Promise<string> {
    const options = { what: `create network ${name}`, timeoutMs: 60_000, refusedAs: 'ENGINE_START_FAILED' } as const;
    return daemon.call(options, async (abortSignal) => {
      // Docker 20.10 makes a second network of the same name unless asked to check.
      const request = { Name: name, Driver: 'bridge', CheckDuplicate: true, Labels: labels, abortSignal };
      return (await daemon.api.createNetwork(request)).id;
    });
  }

  async function removeNetwork(id: string): Promise<void> {
    const what = `remove network ${id}`;
    const options = { what, timeoutMs: 60_000, refusedAs: 'CLEANUP_INCOMPLETE' } as const;
    const network = daemon.api.getNetwork(id);
    const isGone = async () => {
      // 403: a container that is being removed still holds its end of it.
      await daemon.callUnless([403, 404, 409], options, (abortSignal) => network.remove({ abortSignal }));
      const left = await daemon.callUnless([404], options, () => network.inspect());
      return left === null;
    };
    await waitUntilGone(what, 20_000, isGone, `docker network rm ${id}`);
  }

  return { createNetwork, removeNetwork };
}
