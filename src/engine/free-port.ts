import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';

/** Below the range from which Linux takes ports of outgoing connections (32768 on), above common servers. */
const firstPort = 20_000;
const portCount = 10_000;
const tries = 20;

/** A loopback port on which nobody answers. Throws PORT_TAKEN if none is found. */
export async function freeLoopbackPort(world: World): Promise<number> {
  // Two Dynos begin their search at different ports.
  for (let index = 0; index < tries; index += 1) {
    const port = firstPort + ((world.host.pid * 31 + index * 997) % portCount);
    const code = await world.http.fetch(`http://127.0.0.1:${port}/`, { timeoutMs: 1_000, signal: world.stop }).then(
      () => 'answered',
      (error: { code?: string }) => error.code,
    );
    world.stop.throwIfAborted();
    if (code === 'ECONNREFUSED') return port;
  }
  throw new DynoError('PORT_TAKEN', `${tries} loopback ports from ${firstPort} on are all in use`);
}
