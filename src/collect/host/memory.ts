import type { HostPart, ReadText } from './part.ts';

/** Bytes of one field of /proc/meminfo; null where the kernel has it not. */
export function memoryField(meminfo: string, name: string): number | null {
  const kib = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(meminfo)?.[1];
  return kib === undefined ? null : Number(kib) * 1024;
}

function difference(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}

/** /proc/meminfo: memory that is not available any more (since Linux 3.14), and swap in use. */
export function memory(read: ReadText): HostPart {
  return {
    columns: ['memory_used_bytes', 'swap_used_bytes'],
    read() {
      const meminfo = read('/proc/meminfo') ?? '';
      const bytes = (name: string) => memoryField(meminfo, name);
      return {
        memory_used_bytes: difference(bytes('MemTotal'), bytes('MemAvailable')),
        swap_used_bytes: difference(bytes('SwapTotal'), bytes('SwapFree')),
      };
    },
  };
}
