import type { World } from '../world.ts';
import type { Use } from './engine-use.ts';

/** The kernel counts CPU time of processes in ticks of 10 ms for user space (USER_HZ, 100 on every Linux in use). */
const msPerTick = 10;

/** User and system time in a /proc/PID/stat, milliseconds: its fields 14 and 15. */
export function cpuMsOf(stat: string): number | null {
  // The command name may hold spaces and brackets; fields are counted after the last ')'.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isFinite(ticks) ? ticks * msPerTick : null;
}

function field(text: string, name: string): number | null {
  const value = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1];
  return value === undefined ? null : Number(value);
}

/**
 * What a process and its threads, but not its children, use, from /proc. Memory is what is resident, mapped files
 * included. Disk bytes need the right to trace the process, which its parent has. Null: there is no such process.
 */
export function processUse(pid: number, world: Pick<World, 'files'>): Use {
  const read = (name: string) => world.files.readNow(`/proc/${pid}/${name}`) ?? '';
  const status = read('status');
  const residentKib = field(status, 'VmRSS');
  const io = read('io');
  return {
    cpuTotalMs: cpuMsOf(read('stat')),
    atMs: null,
    memoryBytes: residentKib === null ? null : residentKib * 1024,
    cacheBytes: null,
    diskReadBytes: field(io, 'read_bytes'),
    diskWriteBytes: field(io, 'write_bytes'),
    networkReceivedBytes: null,
    networkSentBytes: null,
    throttledS: null,
    threads: field(status, 'Threads'),
  };
}
