import { cpusInSet } from '../../domain/cpu-set.ts';
import { rateMeter } from '../rate-meter.ts';
import type { HostPart, ReadText } from './part.ts';

export type CpuTicks = { total: number; idle: number; steal: number };

/**
 * Ticks of the machine ("cpu") or of one CPU ("cpu3") in /proc/stat: user nice system idle iowait irq softirq steal
 * (guest time is in user already). Kernels before 2.6.11 know no steal; there it counts as none.
 */
export function cpuTicks(stat: string, name = 'cpu'): CpuTicks | null {
  const fields = new RegExp(`^${name} +(.*)$`, 'm').exec(stat)?.[1]?.split(' ').map(Number) ?? [];
  const counted = fields.slice(0, 8);
  if (counted.length < 7 || counted.some(Number.isNaN)) return null;
  const total = counted.reduce((sum, ticks) => sum + ticks, 0);
  return { total, idle: (counted[3] ?? 0) + (counted[4] ?? 0), steal: counted[7] ?? 0 };
}

/** A number such as "ctxt 117034611" of /proc/stat; null where the kernel has it not. */
export function statField(stat: string, name: string): number | null {
  const value = new RegExp(`^${name} (\\d+)`, 'm').exec(stat)?.[1];
  return value === undefined ? null : Number(value);
}

/** The CPUs of /proc/stat by number, in its order; CPUs that are switched off are not there. */
export function cpuNumbers(stat: string): number[] {
  return [...stat.matchAll(/^cpu(\d+) /gm)].map(([, number]) => Number(number));
}

/** Ticks of several CPUs together; null where one of them is not told. */
function ticksOfSet(stat: string, set: string | null): CpuTicks | null {
  if (set === null) return cpuTicks(stat);
  const each = cpusInSet(set).map((cpu) => cpuTicks(stat, `cpu${cpu}`));
  const known = each.filter((ticks) => ticks !== null);
  if (known.length < each.length) return null;
  return known.reduce((a, b) => ({ total: a.total + b.total, idle: a.idle + b.idle, steal: a.steal + b.steal }));
}

/** Percent of the time since the reading before that was not idle, and that the hypervisor gave to others. */
function sharesMeter(): (now: CpuTicks | null) => { busy: number | null; steal: number | null } {
  let last: CpuTicks | null = null;
  return (now) => {
    const before = last;
    last = now;
    const passed = now === null || before === null ? 0 : now.total - before.total;
    if (now === null || before === null || passed <= 0) return { busy: null, steal: null };
    // The kernel lets iowait, which counts as idle, go back now and then.
    const percent = (ticks: number) => Math.min(100, Math.max(0, (100 * ticks) / passed));
    return { busy: percent(passed - (now.idle - before.idle)), steal: percent(now.steal - before.steal) };
  };
}

/**
 * /proc/stat: how busy the machine, each CPU and the CPUs of the load generator are, what runs and waits, and context
 * switches. `clientSet` null: the load generator may use all CPUs.
 */
export function procStat(clientSet: string | null, monotonicMs: () => number, read: ReadText): HostPart {
  const cpus = cpuNumbers(read('/proc/stat') ?? '');
  const all = sharesMeter();
  const ofClient = sharesMeter();
  const each = cpus.map((cpu) => ({ cpu, shares: sharesMeter() }));
  const switches = rateMeter(monotonicMs);
  return {
    columns: [
      ...['cpu_percent', 'steal_percent', 'client_cpus_busy_percent', 'run_queue', 'blocked'],
      ...['context_switches_per_s', ...cpus.map((cpu) => `cpu${cpu}_percent`)],
    ],
    read() {
      const stat = read('/proc/stat') ?? '';
      const { busy, steal } = all(cpuTicks(stat));
      return {
        cpu_percent: busy,
        steal_percent: steal,
        client_cpus_busy_percent: ofClient(ticksOfSet(stat, clientSet)).busy,
        run_queue: statField(stat, 'procs_running'),
        blocked: statField(stat, 'procs_blocked'),
        context_switches_per_s: switches(statField(stat, 'ctxt')),
        ...Object.fromEntries(
          each.map(({ cpu, shares }) => [`cpu${cpu}_percent`, shares(cpuTicks(stat, `cpu${cpu}`)).busy]),
        ),
      };
    },
  };
}
