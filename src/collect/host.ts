import { cpusInSet } from '../domain/cpu-set.ts';
import type { World } from '../world.ts';
import { clockSpeed } from './host/clock-speed.ts';
import { disk, disks } from './host/disk.ts';
import { loadAverage } from './host/load-average.ts';
import { memory } from './host/memory.ts';
import type { HostPart } from './host/part.ts';
import { pressure } from './host/pressure.ts';
import { cpuNumbers, procStat } from './host/proc-stat.ts';
import { clientProcess, dynoProcess } from './host/processes.ts';
import { pageSizeBytes, swap } from './host/swap.ts';
import type { Sampler } from './sampler.ts';

/** How many CPUs the load generator may use. */
function clientCpus(clientSet: string | null, cpus: number): HostPart {
  const count = clientSet === null ? cpus : cpusInSet(clientSet).length;
  return { columns: ['client_cpus'], read: () => ({ client_cpus: count }) };
}

/**
 * `host.csv`: the machine, the load generator's process and Dyno's own. Read from /proc and /sys, so on other systems
 * than Linux everything is null. `clientSet` null: the load generator may use all CPUs.
 */
export async function hostUse(
  clientPid: () => number | null,
  clientSet: string | null,
  world: World,
): Promise<Sampler> {
  const read = world.files.readNow;
  const monotonicMs = () => world.clock.monotonicMs();
  const parts: HostPart[] = [
    procStat(clientSet, monotonicMs, read),
    memory(read),
    swap(await pageSizeBytes(world), monotonicMs, read),
    loadAverage(read),
    disk(await disks(world), monotonicMs, read),
    pressure(monotonicMs, read),
    clockSpeed(cpuNumbers(read('/proc/stat') ?? ''), read),
    clientCpus(clientSet, world.host.cpus),
    clientProcess(clientPid, world),
    dynoProcess(world),
  ];
  return {
    file: 'host.csv',
    columns: parts.flatMap(({ columns }) => columns),
    async read() {
      const readings = await Promise.all(parts.map((part) => part.read()));
      return Object.assign({}, ...readings);
    },
  };
}
