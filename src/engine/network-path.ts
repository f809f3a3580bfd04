import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';

/** How this machine reaches a container. */
export type NetworkPath = { url: string; words: string };

/** A machine on the same bridge answers or refuses at once; one that cannot be reached stays silent. */
const probeMs = 1_500;

/**
 * Chooses between the container's own address, where nothing lies in between, and the loopback port that Docker
 * published, which a proxy of Docker serves (needed with Docker Desktop). Throws ENGINE_START_FAILED if neither can be.
 */
export async function chooseNetworkPath(
  address: string | undefined,
  port: number,
  hostPort: number | undefined,
  world: World,
): Promise<NetworkPath> {
  const direct = `http://${address}:${port}`;
  if (address !== undefined && world.host.platform === 'linux' && (await isReachable(direct, world))) {
    return { url: direct, words: `container address ${address}:${port} on the run's own network` };
  }
  const published = `http://127.0.0.1:${hostPort}`;
  if (hostPort !== undefined && (await isReachable(published, world))) {
    return { url: published, words: `loopback port ${hostPort} published by Docker (through its proxy)` };
  }
  throw new DynoError(
    'ENGINE_START_FAILED',
    `the container runs, but this machine reaches neither its address ${address ?? '(none)'} nor loopback port ${hostPort ?? '(none)'}`,
    { hint: 'Dyno and the Docker Engine must be on one machine; for a remote engine give --endpoint URL' },
  );
}

/** A refused connection proves the path as well as an answer does: the engine only does not listen yet. */
async function isReachable(url: string, world: World): Promise<boolean> {
  try {
    await world.http.fetch(`${url}/`, { timeoutMs: probeMs, signal: world.stop });
    return true;
  } catch (error) {
    world.stop.throwIfAborted();
    const { code } = error as { code?: string };
    // Docker's proxy accepts for a container that does not listen and then hangs up.
    return code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'UND_ERR_SOCKET';
  }
}
