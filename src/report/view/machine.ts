import type { Environment } from '../../domain/environment.ts';
import { bytes } from '../format.ts';

type Host = Environment['host'];

function countOf(many: number | null, one: string): string | null {
  return many === null ? null : `${many} ${one}${many === 1 ? '' : 's'}`;
}

/** The largest cache: so much of a model stays near the cores. */
function lastCache({ processor }: Host): string | null {
  const last = processor?.caches.toSorted((a, b) => b.level - a.level)[0];
  if (last === undefined || last.sizeBytes === null) return null;
  return `L${last.level} cache ${bytes(last.sizeBytes)}`;
}

/** The processor in one line; a run of an earlier version knows only how many CPUs there are. */
export function hardwareLine(host: Host): string {
  const { processor } = host;
  const governor = `governor ${host.governor ?? 'unknown'}`;
  const parts =
    processor === null
      ? [countOf(host.cpus, 'CPU')]
      : [
          countOf(processor.sockets, 'socket'),
          countOf(processor.cores, 'core'),
          countOf(processor.threads, 'thread'),
          countOf(processor.numaNodes, 'NUMA node'),
          lastCache(host),
        ];
  return [host.cpuModel ?? 'unknown', ...parts.filter((part) => part !== null), governor].join(', ');
}

/** System, kernel and machine; by its full name where the firmware tells one. */
export function systemLine({ os, kernel, virtualised, product }: Host): string {
  const virtual = virtualised?.startsWith('virtual machine') ?? false;
  const machine = product === null ? virtualised : virtual ? `virtual machine (${product})` : product;
  return [os, kernel, machine].filter(Boolean).join(', ');
}

/** What was set in the kernel that changes speed or time; null where nothing is known. */
export function kernelLine({ kernelSettings }: Host): string | null {
  if (kernelSettings === null) return null;
  const { commandLine, transparentHugePages, clockSource, clockSynchronised } = kernelSettings;
  const parts = [
    commandLine?.join(' ') || null,
    transparentHugePages === null ? null : `transparent huge pages ${transparentHugePages}`,
    clockSource === null ? null : `clock source ${clockSource}`,
    clockSynchronised === null ? null : clockSynchronised ? 'wall clock kept by NTP' : 'wall clock not kept by NTP',
  ];
  return parts.filter((part) => part !== null).join(', ') || null;
}
