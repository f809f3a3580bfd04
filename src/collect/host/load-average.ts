import type { HostPart, ReadText } from './part.ts';

/** /proc/loadavg: what runs or waits for a disk, averaged over the last minute. */
export function loadAverage(read: ReadText): HostPart {
  return {
    columns: ['load1'],
    read() {
      const first = read('/proc/loadavg')?.split(' ')[0];
      return { load1: first === undefined || first === '' ? null : Number(first) };
    },
  };
}
