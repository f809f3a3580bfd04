import type { DockerClient } from './client.ts';
import type { Daemon } from './daemon.ts';
import { waitUntilGone } from './wait-until-gone.ts';

type Calls = Pick<DockerClient, 'createVolume' | 'removeVolume'>;

export function volumeCalls(daemon: Daemon): Calls {
  async function createVolume(name: string, labels: Record<string, string>): Promise<void> {
    const options = { what: `create volume ${name}`, timeoutMs: 60_000, refusedAs: 'ENGINE_START_FAILED' } as const;
    await daemon.call(options, (abortSignal) => daemon.api.createVolume({ Name: name, Labels: labels, abortSignal }));
  }

  async function removeVolume(name: string): Promise<void> {
    const what = `remove volume ${name}`;
    const options = { what, timeoutMs: 120_000, refusedAs: 'CLEANUP_INCOMPLETE' } as const;
    const volume = daemon.api.getVolume(name);
    const isGone = async () => {
      // 409: in use, as long as a container of it is being removed.
      await daemon.callUnless([404, 409], options, (abortSignal) => volume.remove({ abortSignal }));
      const left = await daemon.callUnless([404], options, (abortSignal) => volume.inspect({ abortSignal }));
      return left === null;
    };
    await waitUntilGone(what, 20_000, isGone, `docker volume rm ${name}`);
  }

  return { createVolume, removeVolume };
}
