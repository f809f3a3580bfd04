import type { World } from '../../world.ts';
import { rateMeter } from '../rate-meter.ts';
import type { HostPart, ReadText } from './part.ts';

/** /proc/diskstats counts in sectors of this size, whatever the disk's own are. */
const sectorBytes = 512;

/** The disks that are hardware. Partitions, loop devices and volumes that lie upon disks would be counted twice. */
export async function disks(world: Pick<World, 'files'>): Promise<string[]> {
  const names = await world.files.list('/sys/block').catch(() => []);
  const real = await Promise.all(names.map((name) => world.files.exists(`/sys/block/${name}/device`)));
  return names.filter((_, index) => real[index]);
}

/** Bytes read and written by these disks since boot; null where none of them is listed. */
export function diskBytes(diskstats: string, names: readonly string[]): { read: number; written: number } | null {
  const lines = diskstats.split('\n').map((line) => line.trim().split(/ +/));
  const ours = lines.filter((fields) => fields.length >= 10 && names.includes(fields[2] ?? ''));
  if (ours.length === 0) return null;
  const sum = (field: number) => ours.reduce((total, fields) => total + Number(fields[field]) * sectorBytes, 0);
  return { read: sum(5), written: sum(9) };
}

/** /proc/diskstats: bytes a second that the disks of the machine read and write. */
export function disk(names: readonly string[], monotonicMs: () => number, read: ReadText): HostPart {
  const [readPerS, writtenPerS] = [rateMeter(monotonicMs), rateMeter(monotonicMs)];
  return {
    columns: ['disk_read_bytes_per_s', 'disk_write_bytes_per_s'],
    read() {
      const bytes = diskBytes(read('/proc/diskstats') ?? '', names);
      return {
        disk_read_bytes_per_s: readPerS(bytes?.read ?? null),
        disk_write_bytes_per_s: writtenPerS(bytes?.written ?? null),
      };
    },
  };
}
