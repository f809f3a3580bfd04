import type { LiveState } from '../live-state.ts';
import type { Shown } from './shown.ts';

const of = (name: string, help: string, value: number | null | undefined): Shown => ({
  name,
  help,
  values: [{ value: value ?? null }],
});

function gpuMetrics({ gpu }: LiveState): Shown[] {
  return [
    of('dyno_gpu_utilisation_percent', 'Time in which the GPU had work.', gpu?.utilisationPercent),
    of('dyno_gpu_memory_used_bytes', 'Memory of the GPU in use.', gpu?.memoryUsedBytes),
    of('dyno_gpu_memory_total_bytes', 'Memory that the GPU has.', gpu?.memoryTotalBytes),
    of('dyno_gpu_power_watts', 'Power that the board draws.', gpu?.powerW),
    of('dyno_gpu_temperature_celsius', 'Temperature of the GPU.', gpu?.temperatureC),
    of('dyno_gpu_sm_clock_mhz', 'Clock of the SMs.', gpu?.smClockMhz),
  ];
}

/** The GPU, the machine, and the processes of engine and load generator on it. */
export function machineMetrics(state: LiveState): Shown[] {
  const { host } = state;
  return [
    ...gpuMetrics(state),
    of('dyno_host_cpu_percent', 'CPU of the whole machine in use.', host?.cpuPercent),
    {
      name: 'dyno_host_core_cpu_percent',
      help: 'CPU in use, by core.',
      values: (host?.perCorePercent ?? []).map((value, core) => ({ labels: { core: String(core) }, value })),
    },
    of('dyno_host_memory_used_bytes', 'Memory of the machine in use.', host?.memoryUsedBytes),
    of('dyno_engine_cpu_percent', 'CPU of the engine; 100 is one core.', host?.engineCpuPercent),
    of('dyno_engine_memory_bytes', 'Main memory of the engine.', host?.engineMemoryBytes),
    of('dyno_client_cpu_percent', 'CPU of the load generator; 100 is one core.', host?.clientCpuPercent),
  ];
}
