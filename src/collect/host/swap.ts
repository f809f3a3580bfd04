import type { World } from '../../world.ts';
import { rateMeter } from '../rate-meter.ts';
import type { HostPart, ReadText } from './part.ts';

/** Type of the entry of the auxiliary vector that holds the size of a page (AT_PAGESZ). */
const pageSizeEntry = 6n;

/** Size of a page: 4 KiB on x86, 4 to 64 KiB on ARM. From /proc/self/auxv: pairs of 64-bit numbers. */
export async function pageSizeBytes(world: Pick<World, 'files'>): Promise<number | null> {
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of world.files.pieces('/proc/self/auxv')) pieces.push(piece);
  } catch {
    return null;
  }
  const vector = Buffer.concat(pieces);
  for (let at = 0; at + 16 <= vector.length; at += 16) {
    if (vector.readBigUInt64LE(at) === pageSizeEntry) return Number(vector.readBigUInt64LE(at + 8));
  }
  return null;
}

/** Pages of one counter of /proc/vmstat; null where the kernel has it not. */
export function vmstatField(vmstat: string, name: string): number | null {
  const pages = new RegExp(`^${name} (\\d+)$`, 'm').exec(vmstat)?.[1];
  return pages === undefined ? null : Number(pages);
}

/** /proc/vmstat: bytes a second that come back from swap and go there. */
export function swap(pageBytes: number | null, monotonicMs: () => number, read: ReadText): HostPart {
  const [inPerS, outPerS] = [rateMeter(monotonicMs), rateMeter(monotonicMs)];
  return {
    columns: ['swap_in_bytes_per_s', 'swap_out_bytes_per_s'],
    read() {
      const vmstat = read('/proc/vmstat') ?? '';
      const bytes = (name: string) => {
        const pages = vmstatField(vmstat, name);
        return pages === null || pageBytes === null ? null : pages * pageBytes;
      };
      return { swap_in_bytes_per_s: inPerS(bytes('pswpin')), swap_out_bytes_per_s: outPerS(bytes('pswpout')) };
    },
  };
}
