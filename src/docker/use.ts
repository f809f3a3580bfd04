import type { ContainerStats } from 'dockerode';
import type { ContainerUse, DockerClient } from './client.ts';
import type { Daemon } from './daemon.ts';

export function useCalls(daemon: Daemon): Pick<DockerClient, 'use'> {
  async function use(containerId: string): Promise<ContainerUse | null> {
    const options = { what: `read the use of container ${containerId.slice(0, 12)}`, timeoutMs: 15_000 };
    const stats = await daemon.callUnless([404], options, (abortSignal) => {
      const request = { stream: false as const, 'one-shot': true, abortSignal };
      return daemon.api.getContainer(containerId).stats(request);
    });
    return stats && useOf(stats);
  }
  return { use };
}

/** Sum of some numbers; null where there are none. */
function sum(values: number[] | undefined): number | null {
  return values === undefined || values.length === 0 ? null : values.reduce((total, value) => total + value, 0);
}

/**
 * Bytes of one kind of operation: "Read" on cgroup v1, "read" on v2. The list is missing or empty until the first
 * operation, and also where the kernel does not count, so that is unknown and not 0.
 */
function operations({ blkio_stats: io }: ContainerStats, kind: 'read' | 'write'): number | null {
  const ours = io?.io_service_bytes_recursive?.filter(({ op }) => op.toLowerCase() === kind);
  return sum(ours?.map(({ value }) => value));
}

/** An answer of the daemon in our words. Null for the zero reading that it gives of a container that does not run. */
export function useOf(stats: ContainerStats): ContainerUse | null {
  if (stats.read.startsWith('0001-')) return null;
  const { memory_stats: memory, cpu_stats: cpu } = stats;
  const details = (memory.stats ?? {}) as unknown as Record<string, number>;
  // As `docker stats` shows it: page cache that the kernel gives back first is not use. It is inactive_file on cgroup
  // v2, total_inactive_file (with cgroups below) on v1.
  const givenBackFirst = details.total_inactive_file ?? details.inactive_file ?? 0;
  const networks = stats.networks === undefined ? undefined : Object.values(stats.networks);
  return {
    readAtMs: Date.parse(stats.read),
    cpuTotalNs: cpu.cpu_usage.total_usage ?? null,
    throttledNs: cpu.throttling_data?.throttled_time ?? null,
    memoryBytes: memory.usage === undefined ? null : Math.max(0, memory.usage - givenBackFirst),
    memoryLimitBytes: memory.limit ?? null,
    cacheBytes: details.total_cache ?? details.file ?? null,
    readBytes: operations(stats, 'read'),
    writeBytes: operations(stats, 'write'),
    networkReceivedBytes: sum(networks?.map(({ rx_bytes }) => rx_bytes)),
    networkSentBytes: sum(networks?.map(({ tx_bytes }) => tx_bytes)),
    threads: stats.pids_stats?.current ?? null,
  };
}
