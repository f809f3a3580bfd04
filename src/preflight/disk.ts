import { dirname } from 'node:path';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';

const bytesPerGb = 1e9;

/** Bytes as a person reads them: `12.3 GB`. */
export function gb(bytes: number): string {
  return `${(bytes / bytesPerGb).toFixed(1)} GB`;
}

/** Free bytes where a path is or would be. */
export async function freeBytesAt(path: string, world: Pick<World, 'files'>): Promise<number> {
  let existing = path;
  while (!(await world.files.exists(existing)) && dirname(existing) !== existing) existing = dirname(existing);
  return world.files.freeBytes(existing);
}

/** DISK_LOW if less than `neededBytes` is free at a path, else null. */
export async function diskProblem(
  path: string,
  neededBytes: number,
  what: string,
  world: Pick<World, 'files'>,
): Promise<DynoError | null> {
  const freeBytes = await freeBytesAt(path, world);
  if (freeBytes >= neededBytes) return null;
  return new DynoError('DISK_LOW', `${what} needs ${gb(neededBytes)} at ${path}; ${gb(freeBytes)} are free`);
}
