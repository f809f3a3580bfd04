import type { World } from '../world.ts';
import { cpuPercentMeter } from './engine-use.ts';
import { processCpuMs } from './process-use.ts';
import type { Sampler } from './sampler.ts';

const columns = [
  'cpu_percent',
  'memory_used_bytes',
  'swap_used_bytes',
  'steal_percent',
  'load1',
  'client_cpu_percent',
  'client_cpus',
  'client_cpus_busy_percent',
];

type CpuTicks = { total: number; idle: number; steal: number };

/**
 * Ticks of the machine ("cpu") or of one CPU ("cpu3") in /proc/stat: user nice system idle iowait irq softirq steal
 * (guest time is in user already).
 */
export function cpuTicks(stat: string, name = 'cpu'): CpuTicks | null {
  const fields = new RegExp(`^${name} +(.*)$`, 'm').exec(stat)?.[1]?.split(' ').map(Number) ?? [];
  const counted = fields.slice(0, 8);
  if (counted.length < 8 || counted.some(Number.isNaN)) return null;
  const total = counted.reduce((sum, ticks) => sum + ticks, 0);
  return { total, idle: (counted[3] ?? 0) + (counted[4] ?? 0), steal: counted[7] ?? 0 };
}

/** Bytes of one field of /proc/meminfo; null where the kernel has it not. */
export function memoryField(meminfo: string, name: string): number | null {
  const kib = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(meminfo)?.[1];
  return kib === undefined ? null : Number(kib) * 1024;
}

function difference(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}

function shares(before: CpuTicks | null, now: CpuTicks | null) {
  const passed = now === null || before === null ? 0 : now.total - before.total;
  if (now === null || before === null || passed <= 0) return { cpu_percent: null, steal_percent: null };
  return {
    cpu_percent: (100 * (passed - (now.idle - before.idle))) / passed,
    steal_percent: (100 * (now.steal - before.steal)) / passed,
  };
}

/** The CPUs that a set such as "0", "1-3" or "0,4-5" names. */
export function cpusInSet(set: string): number[] {
  return set.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/** Ticks of several CPUs together; null where one of them is not told. */
function ticksOfSet(stat: string, set: string | null): CpuTicks | null {
  if (set === null) return cpuTicks(stat);
  const each = cpusInSet(set).map((cpu) => cpuTicks(stat, `cpu${cpu}`));
  const known = each.filter((ticks) => ticks !== null);
  if (known.length < each.length) return null;
  return known.reduce((a, b) => ({ total: a.total + b.total, idle: a.idle + b.idle, steal: a.steal + b.steal }));
}

/**
 * The machine's CPU, memory, swap and stolen time, the CPU of the load generator (percent of one core) and how many
 * CPUs it may use. `clientSet` null: all of them.
 */
export function hostUse(clientPid: () => number | null, clientSet: string | null, world: World): Sampler {
  const clientPercent = cpuPercentMeter(() => world.clock.monotonicMs());
  let before: CpuTicks | null = null;
  let setBefore: CpuTicks | null = null;
  return {
    file: 'host.csv',
    columns,
    async read() {
      const [stat, meminfo, load] = await Promise.all(
        ['/proc/stat', '/proc/meminfo', '/proc/loadavg'].map((path) => world.files.readText(path).catch(() => '')),
      );
      const now = cpuTicks(stat ?? '');
      const cpu = shares(before, now);
      before = now;
      const setNow = ticksOfSet(stat ?? '', clientSet);
      const busy = shares(setBefore, setNow).cpu_percent;
      setBefore = setNow;
      const pid = clientPid();
      const memory = (name: string) => memoryField(meminfo ?? '', name);
      return {
        ...cpu,
        memory_used_bytes: difference(memory('MemTotal'), memory('MemAvailable')),
        swap_used_bytes: difference(memory('SwapTotal'), memory('SwapFree')),
        load1: load === undefined || load === '' ? null : Number(load.split(' ')[0]),
        client_cpu_percent: clientPercent(pid === null ? null : await processCpuMs(pid, world)),
        client_cpus: clientSet === null ? world.host.cpus : cpusInSet(clientSet).length,
        client_cpus_busy_percent: busy,
      };
    },
  };
}
