import type { ReadyEngine } from '../domain/engine-life.ts';
import type { World } from '../world.ts';
import { containerUse } from './container-use.ts';
import { processUse } from './process-use.ts';
import { cpuPercentMeter } from './rate-meter.ts';
import type { Sampler } from './sampler.ts';

/** What something uses, and has used since it began; null: not known. */
export type Use = {
  cpuTotalMs: number | null;
  /** When the source read it, on a clock of its own; null: now. */
  atMs: number | null;
  /** A container: as Docker counts, without the page cache that the kernel gives back first. A process: resident. */
  memoryBytes: number | null;
  /** All page cache that a container is charged for: weights that are mapped from a file are in it. */
  cacheBytes: number | null;
  diskReadBytes: number | null;
  diskWriteBytes: number | null;
  networkReceivedBytes: number | null;
  networkSentBytes: number | null;
  /** Time for which a CPU limit held it back. */
  throttledS: number | null;
  /** Processes and their threads. */
  threads: number | null;
};

/** Where the use of an engine is read, and what that source is called in results. */
export type UseSource = { source: 'docker' | 'process'; read(): Promise<Use> };

/** Null for an endpoint: what it uses cannot be seen from here. */
export function useSource(engine: ReadyEngine, world: World): UseSource | null {
  const { containerId, pid } = engine;
  if (containerId !== null) return { source: 'docker', read: containerUse(containerId, world) };
  return pid === null ? null : { source: 'process', read: async () => processUse(pid, world) };
}

/** CPU (percent of one core), memory, disk, network and threads of the engine, whatever it runs in; totals grow. */
export function engineUse(use: UseSource, world: World): Sampler {
  const cpuPercent = cpuPercentMeter(() => world.clock.monotonicMs());
  return {
    file: 'engine_process.csv',
    columns: [
      ...['cpu_percent', 'memory_bytes', 'cache_bytes', 'disk_read_bytes', 'disk_write_bytes'],
      ...['network_received_bytes', 'network_sent_bytes', 'throttled_s', 'threads'],
    ],
    async read() {
      const reading = await use.read();
      return {
        cpu_percent: cpuPercent(reading.cpuTotalMs, reading.atMs ?? undefined),
        memory_bytes: reading.memoryBytes,
        cache_bytes: reading.cacheBytes,
        disk_read_bytes: reading.diskReadBytes,
        disk_write_bytes: reading.diskWriteBytes,
        network_received_bytes: reading.networkReceivedBytes,
        network_sent_bytes: reading.networkSentBytes,
        throttled_s: reading.throttledS,
        threads: reading.threads,
      };
    },
  };
}
