import { join } from 'node:path';
import { cpusInSet } from '../domain/cpu-set.ts';
import type { ReadyEngine } from '../domain/engine-life.ts';
import type { Plan } from '../domain/plan.ts';
import type { RunClock } from '../domain/run-clock.ts';
import type { World } from '../world.ts';
import { engineMetrics } from './engine-metrics.ts';
import { engineUse, useSource } from './engine-use.ts';
import { writeGpuMemory } from './gpu/gpu-memory.ts';
import { gpuSampler } from './gpu/gpu-sampler.ts';
import type { GpuSource } from './gpu/gpu-source.ts';
import { hostUse } from './host.ts';
import { type OnReading, type RunningSampler, type Sampler, type Schedule, startSampler } from './sampler.ts';

/** Telemetry of one cell while its load runs. */
export type Telemetry = {
  /** Tells which process is the load generator, so that its CPU use is recorded. */
  setClient(pid: number): void;
  /** Takes a last reading of everything and closes the files. Throws RESULTS_WRITE_FAILED. */
  stop(): Promise<void>;
};

/** All or none: where one cannot start, those that did are stopped again. */
async function startAll(
  samplers: Sampler[],
  cellFolder: string,
  schedule: Schedule,
  world: World,
): Promise<RunningSampler[]> {
  const starts = samplers.map((sampler) => startSampler(sampler, join(cellFolder, sampler.file), schedule, world));
  const results = await Promise.allSettled(starts);
  const running = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed === undefined) return running;
  await Promise.allSettled(running.map((sampler) => sampler.stop()));
  throw failed.reason;
}

/**
 * Starts one sampler per source, each with a file of its own in the cell's folder; all are read at the same instants of
 * the run's clock. Resolves when each has its first row. Start it after the warm-up and before the load: counters are
 * read as last row minus last row before t0. `gpu`: what reads the engine's GPU; null: it has none, or nobody can.
 */
export async function startTelemetry(
  engine: ReadyEngine,
  plan: Plan,
  cellFolder: string,
  { clock, gpu }: { clock: RunClock; gpu: GpuSource | null },
  world: World,
  onReading: OnReading = () => undefined,
): Promise<Telemetry> {
  let clientPid: number | null = null;
  const use = useSource(engine, world);
  const set = engine.cpuSets.engine;
  const cpus = set === null ? world.host.cpus : cpusInSet(set).length;
  const samplers: (Sampler | null)[] = [
    engineMetrics(engine.url, plan, world),
    gpu === null ? null : gpuSampler(gpu),
    use === null ? null : engineUse(use, world),
    await hostUse(() => clientPid, engine.cpuSets.loadGenerator, world),
  ];
  const running = await startAll(
    samplers.filter((sampler) => sampler !== null),
    cellFolder,
    { clock, ...plan.suite.telemetry, onReading },
    world,
  );
  return {
    setClient(pid) {
      clientPid = pid;
    },
    async stop() {
      const results = await Promise.allSettled(running.map((sampler) => sampler.stop()));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
      await writeGpuMemory(cellFolder, use === null ? null : { source: use.source, cpus }, world);
    },
  };
}
