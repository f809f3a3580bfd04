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

/** Null for the zero reading that the daemon gives of a container that does not run. */
function useOf(stats: ContainerStats): ContainerUse | null {
  if (stats.read.startsWith('0001-')) return null;
  const memory = stats.memory_stats;
  // Page cache that the kernel gives back at once is not use: inactive_file on cgroup v2, total_inactive_file on v1.
  const details = (memory.stats ?? {}) as unknown as Record<string, number>;
  const cache = details.total_inactive_file ?? details.inactive_file ?? 0;
  const operations = stats.blkio_stats?.io_service_bytes_recursive ?? null;
  const sum = (name: string) =>
    operations?.filter((at) => at.op.toLowerCase() === name).reduce((total, at) => total + at.value, 0) ?? null;
  return {
    cpuTotalNs: stats.cpu_stats.cpu_usage.total_usage ?? null,
    memoryBytes: memory.usage === undefined ? null : Math.max(0, memory.usage - cache),
    memoryLimitBytes: memory.limit ?? null,
    readBytes: sum('read'),
    writeBytes: sum('write'),
  };
}
