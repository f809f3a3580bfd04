import { cpusInSet } from '../../domain/cpu-set.ts';
import type { Environment } from '../../domain/environment.ts';
import { bytesOf, type ReadText, textOf } from './read-text.ts';

const cpuFolder = '/sys/devices/system/cpu';

type Processor = Environment['host']['processor'];
type Cache = NonNullable<Processor>['caches'][number];

/** The CPUs of a file such as /sys/devices/system/cpu/online. */
function cpusIn(path: string, read: ReadText): number[] | null {
  const set = textOf(path, read);
  return set === null ? null : cpusInSet(set);
}

/** How many different values a topology file has over these CPUs; null where one of them has none. */
function distinct(cpus: readonly number[], name: string, read: ReadText): number | null {
  const values = cpus.map((cpu) => textOf(`${cpuFolder}/cpu${cpu}/topology/${name}`, read));
  return values.includes(null) ? null : new Set(values).size;
}

/** The caches that the first CPU uses, in the kernel's order. */
function caches(cpu: number, read: ReadText): Cache[] {
  const found: Cache[] = [];
  for (let index = 0; ; index += 1) {
    const folder = `${cpuFolder}/cpu${cpu}/cache/index${index}`;
    const [level, kind] = [textOf(`${folder}/level`, read), textOf(`${folder}/type`, read)];
    if (level === null || kind === null) return found;
    const sharedBy = textOf(`${folder}/shared_cpu_list`, read);
    found.push({
      level: Number(level),
      kind: kind.toLowerCase(),
      sizeBytes: bytesOf(textOf(`${folder}/size`, read)),
      sharedByCpus: sharedBy === null ? null : cpusInSet(sharedBy).length,
    });
  }
}

/** Sockets, cores, threads, caches and NUMA nodes, from /sys; null where that is not there. */
export function processor(read: ReadText): Processor {
  const cpus = cpusIn(`${cpuFolder}/online`, read);
  const first = cpus?.[0];
  if (cpus === null || first === undefined) return null;
  return {
    sockets: distinct(cpus, 'physical_package_id', read),
    // CPUs of one core name the same siblings, and a core is on one socket only.
    cores: distinct(cpus, 'thread_siblings_list', read),
    threads: cpus.length,
    numaNodes: cpusIn('/sys/devices/system/node/online', read)?.length ?? null,
    caches: caches(first, read),
  };
}
