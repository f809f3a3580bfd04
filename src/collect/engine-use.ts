import type { ReadyEngine } from '../domain/engine-life.ts';
import type { World } from '../world.ts';
import { processUse } from './process-use.ts';
import type { Sampler } from './sampler.ts';

/** CPU time and memory that something has used so far; null: not known. */
export type Use = { cpuTotalMs: number | null; memoryBytes: number | null };

/** Where the use of an engine is read, and what that source is called in results. */
export type UseSource = { source: 'docker' | 'process'; read(): Promise<Use> };

/** Null for an endpoint: what it uses cannot be seen from here. */
export function useSource(engine: ReadyEngine, world: World): UseSource | null {
  const { containerId, pid } = engine;
  if (containerId !== null) {
    return {
      source: 'docker',
      async read() {
        const use = await world.docker.use(containerId);
        const cpuNs = use?.cpuTotalNs ?? null;
        return { cpuTotalMs: cpuNs === null ? null : cpuNs / 1e6, memoryBytes: use?.memoryBytes ?? null };
      },
    };
  }
  return pid === null ? null : { source: 'process', read: () => processUse(pid, world) };
}

/** Turns growing CPU time into percent of one core between two readings. */
export function cpuPercentMeter(monotonicMs: () => number): (cpuTotalMs: number | null) => number | null {
  let last: { cpuMs: number; atMs: number } | null = null;
  return (cpuTotalMs) => {
    const before = last;
    last = cpuTotalMs === null ? null : { cpuMs: cpuTotalMs, atMs: monotonicMs() };
    if (before === null || last === null || last.atMs <= before.atMs) return null;
    return (100 * (last.cpuMs - before.cpuMs)) / (last.atMs - before.atMs);
  };
}

/** CPU (percent of one core) and memory of the engine, whatever it runs in. */
export function engineUse(use: UseSource, world: World): Sampler {
  const cpuPercent = cpuPercentMeter(() => world.clock.monotonicMs());
  return {
    file: 'engine_process.csv',
    columns: ['cpu_percent', 'memory_bytes'],
    async read() {
      const reading = await use.read();
      return { cpu_percent: cpuPercent(reading.cpuTotalMs), memory_bytes: reading.memoryBytes };
    },
  };
}
