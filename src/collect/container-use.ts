import type { World } from '../world.ts';
import { type Cgroup, cgroupOf, cgroupUse } from './cgroup-use.ts';
import type { Use } from './engine-use.ts';

function millionth(value: number | null | undefined): number | null {
  return typeof value === 'number' ? value / 1e6 : null;
}

/** As Docker answers: it costs the daemon and its helpers some 15 ms of CPU, and us 3. */
async function askDocker(containerId: string, world: World): Promise<Use> {
  const use = await world.docker.use(containerId);
  const throttledMs = millionth(use?.throttledNs);
  return {
    cpuTotalMs: millionth(use?.cpuTotalNs),
    atMs: use?.readAtMs ?? null,
    memoryBytes: use?.memoryBytes ?? null,
    cacheBytes: use?.cacheBytes ?? null,
    diskReadBytes: use?.readBytes ?? null,
    diskWriteBytes: use?.writeBytes ?? null,
    networkReceivedBytes: use?.networkReceivedBytes ?? null,
    networkSentBytes: use?.networkSentBytes ?? null,
    throttledS: throttledMs === null ? null : throttledMs / 1e3,
    threads: use?.threads ?? null,
  };
}

/** Files of the kernel where a container of this machine is counted; `pid` null: it has no network of its own. */
type Seen = { cgroup: Cgroup; pid: number | null };

async function look(containerId: string, world: World): Promise<Seen | null> {
  const state = await world.docker.inspect(containerId).catch(() => null);
  const pid = state?.pid ?? null;
  if (state === null || pid === null) return null;
  const cgroup = cgroupOf(world.files.readNow(`/proc/${pid}/cgroup`) ?? '', containerId);
  if (cgroup === null || cgroupUse(cgroup, null, world.files.readNow).cpuTotalMs === null) return null;
  return { cgroup, pid: Object.keys(state.ipAddresses).length === 0 ? null : pid };
}

/**
 * Reads what a container uses: from the kernel where it runs on this machine and its cgroup can be seen, else by asking
 * Docker, which reads the same files there.
 */
export function containerUse(containerId: string, world: World): () => Promise<Use> {
  let looked: Promise<Seen | null> | null = null;
  return async () => {
    looked ??= look(containerId, world);
    const seen = await looked;
    return seen === null ? askDocker(containerId, world) : cgroupUse(seen.cgroup, seen.pid, world.files.readNow);
  };
}
