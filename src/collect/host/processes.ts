import type { World } from '../../world.ts';
import { processUse } from '../process-use.ts';
import { cpuPercentMeter } from '../rate-meter.ts';
import type { HostPart } from './part.ts';
import { switchMeter } from './switches.ts';

/** The load generator apart: CPU (of one core), resident memory, threads, context switches of all its threads. */
export function clientProcess(pidNow: () => number | null, world: World): HostPart {
  const monotonicMs = () => world.clock.monotonicMs();
  const percent = cpuPercentMeter(monotonicMs);
  const switches = switchMeter(monotonicMs, world);
  return {
    columns: [
      ...['client_cpu_percent', 'client_memory_bytes', 'client_threads'],
      ...['client_voluntary_switches_per_s', 'client_involuntary_switches_per_s'],
    ],
    async read() {
      const pid = pidNow();
      const use = pid === null ? null : processUse(pid, world);
      const cpu = percent(use?.cpuTotalMs ?? null);
      const { voluntaryPerS, involuntaryPerS } = await switches(pid);
      return {
        client_cpu_percent: cpu,
        client_memory_bytes: use?.memoryBytes ?? null,
        client_threads: use?.threads ?? null,
        client_voluntary_switches_per_s: voluntaryPerS,
        client_involuntary_switches_per_s: involuntaryPerS,
      };
    },
  };
}

/** Dyno itself, which looks on: it is a part of the disturbance. */
export function dynoProcess(world: World): HostPart {
  const percent = cpuPercentMeter(() => world.clock.monotonicMs());
  return {
    columns: ['dyno_cpu_percent', 'dyno_memory_bytes'],
    read() {
      const { cpuTotalMs, memoryBytes } = processUse(world.host.pid, world);
      return { dyno_cpu_percent: percent(cpuTotalMs), dyno_memory_bytes: memoryBytes };
    },
  };
}
