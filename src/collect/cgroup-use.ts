import type { World } from '../world.ts';
import type { Use } from './engine-use.ts';

/** Where the kernel counts for a container: a folder for each controller (cgroup v1), or one for all (v2). */
export type Cgroup = { version: 1 | 2; folder(controller: string): string };

type ReadText = World['files']['readNow'];

/**
 * The cgroup of a container from the /proc/PID/cgroup of its process. Null where the id is not in it: then that process is
 * another one, on another machine than Docker's, or the path is not one that can be seen from here.
 */
export function cgroupOf(text: string, containerId: string): Cgroup | null {
  const lines = text.split('\n').map((line) => /^\d+:([^:]*):(.*)$/.exec(line));
  const paths = lines.flatMap((line) => (line === null ? [] : [{ of: line[1] ?? '', path: line[2] ?? '' }]));
  const pathOf = (controller: string) => paths.find(({ of }) => of.split(',').includes(controller))?.path;
  const [v1, v2] = [pathOf('cpuacct'), pathOf('')];
  if (!(v1 ?? v2)?.includes(containerId)) return null;
  if (v1 === undefined) return { version: 2, folder: () => `/sys/fs/cgroup${v2}` };
  return { version: 1, folder: (controller) => `/sys/fs/cgroup/${controller}${pathOf(controller) ?? v1}` };
}

/** A number in a file that holds nothing else, or behind its name in one that holds many. */
function number(text: string | null, name: string | null = null): number | null {
  const value = (name === null ? /^(\d+)$/m : new RegExp(`^${name} (\\d+)$`, 'm')).exec(text ?? '')?.[1];
  return value === undefined ? null : Number(value);
}

function per(divisor: number, value: number | null): number | null {
  return value === null ? null : value / divisor;
}

/** Sum of all matches; null where there are none: until the first operation, and where nothing is counted. */
function sum(text: string | null, pattern: RegExp): number | null {
  const values = [...(text ?? '').matchAll(pattern)].map(([, value]) => Number(value));
  return values.length === 0 ? null : values.reduce((total, value) => total + value, 0);
}

/** Bytes of all interfaces but the loopback in a /proc/PID/net/dev: field 1 received, field 9 sent. */
function network(dev: string | null): { received: number | null; sent: number | null } {
  return {
    received: sum(dev, /^ *(?!lo:)[^:\s]+: *(\d+)/gm),
    sent: sum(dev, /^ *(?!lo:)[^:\s]+: *(?:\d+ +){8}(\d+)/gm),
  };
}

function withoutCache(used: number | null, givenBackFirst: number | null): number | null {
  return used === null ? null : Math.max(0, used - (givenBackFirst ?? 0));
}

function useV1({ folder }: Cgroup, read: ReadText) {
  const memory = read(`${folder('memory')}/memory.stat`);
  const blocks = read(`${folder('blkio')}/blkio.throttle.io_service_bytes_recursive`);
  return {
    cpuTotalMs: per(1e6, number(read(`${folder('cpuacct')}/cpuacct.usage`))),
    memoryBytes: withoutCache(
      number(read(`${folder('memory')}/memory.usage_in_bytes`)),
      number(memory, 'total_inactive_file'),
    ),
    cacheBytes: number(memory, 'total_cache'),
    diskReadBytes: sum(blocks, /^\S+ Read (\d+)$/gm),
    diskWriteBytes: sum(blocks, /^\S+ Write (\d+)$/gm),
    throttledS: per(1e9, number(read(`${folder('cpu')}/cpu.stat`), 'throttled_time')),
    threads: number(read(`${folder('pids')}/pids.current`)),
  };
}

function useV2({ folder }: Cgroup, read: ReadText) {
  const [cpu, memory, blocks] = ['cpu.stat', 'memory.stat', 'io.stat'].map((name) => read(`${folder(name)}/${name}`));
  return {
    cpuTotalMs: per(1e3, number(cpu ?? null, 'usage_usec')),
    memoryBytes: withoutCache(
      number(read(`${folder('memory')}/memory.current`)),
      number(memory ?? null, 'inactive_file'),
    ),
    cacheBytes: number(memory ?? null, 'file'),
    diskReadBytes: sum(blocks ?? null, /\brbytes=(\d+)/g),
    diskWriteBytes: sum(blocks ?? null, /\bwbytes=(\d+)/g),
    throttledS: per(1e6, number(cpu ?? null, 'throttled_usec')),
    threads: number(read(`${folder('pids')}/pids.current`)),
  };
}

/** What a container uses, from the files that Docker itself reads; `pid` (of a process in it) leads to its network. */
export function cgroupUse(cgroup: Cgroup, pid: number | null, read: ReadText): Use {
  const use = cgroup.version === 1 ? useV1(cgroup, read) : useV2(cgroup, read);
  // Without CPU time the container is gone, and its process number may be another's by now.
  const { received, sent } = network(pid === null || use.cpuTotalMs === null ? null : read(`/proc/${pid}/net/dev`));
  return { ...use, atMs: null, networkReceivedBytes: received, networkSentBytes: sent };
}
