import type { World } from '../world.ts';
import type { Use } from './engine-use.ts';

/** The kernel counts CPU time of processes in ticks of 10 ms for user space (USER_HZ, 100 on every Linux in use). */
const msPerTick = 10;

/** User and system time of a process, milliseconds; null when there is none. Fields 14 and 15 of /proc/PID/stat. */
export async function processCpuMs(pid: number, world: Pick<World, 'files'>): Promise<number | null> {
  const stat = await world.files.readText(`/proc/${pid}/stat`).catch(() => null);
  if (stat === null) return null;
  // The command name may hold spaces and brackets; fields are counted after the last ')'.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isFinite(ticks) ? ticks * msPerTick : null;
}

/** CPU time and resident memory of a child process, from /proc. */
export async function processUse(pid: number, world: Pick<World, 'files'>): Promise<Use> {
  const status = await world.files.readText(`/proc/${pid}/status`).catch(() => '');
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return {
    cpuTotalMs: await processCpuMs(pid, world),
    memoryBytes: kib === undefined ? null : Number(kib) * 1024,
  };
}
