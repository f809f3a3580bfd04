import type { Observe } from '../domain/live-event.ts';
import { DynoError } from '../errors.ts';
import { defaultLivePort, startLive } from '../live/start-live.ts';
import type { World } from '../world.ts';
import type { Parsed } from './parse.ts';

/** The port asked for; null: none. Throws USAGE for one that cannot be. */
function livePort(parsed: Parsed): number | null {
  const port = parsed.count('live-port');
  if (port !== null && port > 65_535) throw new DynoError('USAGE', `--live-port ${port}: ports end at 65535`);
  return port;
}

/**
 * Does some work while a live page shows it, where --live or --live-port asks for one; the page's server ends with the
 * work, however that ends. Throws PORT_TAKEN before the work begins.
 */
export async function withLive<T>(
  parsed: Parsed,
  world: World,
  work: (observe: Observe | undefined) => Promise<T>,
): Promise<T> {
  const port = livePort(parsed);
  if (port === null && !parsed.on('live')) return work(undefined);
  const live = await startLive(port, world);
  world.terminal.err(`live page: ${live.url} (metrics: ${live.url}metrics)\n`);
  if (port === null && live.port !== defaultLivePort)
    world.terminal.err(`port ${defaultLivePort} is in use: Prometheus, which looks there, does not see this run\n`);
  try {
    return await work(live.observe);
  } finally {
    await live.close();
  }
}
