import { join } from 'node:path';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';

const longestName = 100;
const probeBytes = 64 * 1024;
const mostOfOneSecond = 1000;

/** `2026-11-22T14-07-00Z`: an ISO time that every file system takes as a name. */
export function folderTime(time: Date): string {
  return time
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
}

/** Makes any text one harmless path segment: letters, digits, `.`, `_`, `-`; never empty, hidden or a way out. */
export function safeName(text: string): string {
  const name = text
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, longestName);
  return name === '' ? 'run' : name;
}

/** Writes and removes a file: permission bits, quotas and read-only mounts are only known by trying. */
async function proveWritable(folder: string, world: Pick<World, 'files'>): Promise<void> {
  const probe = join(folder, '.write-probe');
  try {
    await world.files.writeAtomic(probe, new Uint8Array(probeBytes));
  } finally {
    await world.files.remove(probe);
  }
}

function cannotWrite(folder: string, cause: unknown): DynoError {
  if (cause instanceof DynoError) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new DynoError('RESULTS_WRITE_FAILED', `cannot write in ${folder}: ${why}`, { cause });
}

/**
 * Creates `<resultsDir>/<time>_<name>`, e.g. `2026-11-22T14-07-00Z_sglang_gpt-oss-20b`, and proves that it can be
 * written. An existing folder is never taken: `-2`, `-3`… is added.
 * @param name engine and model joined by `_`, or `comparison`; made safe here
 * @returns the absolute path
 * Throws RESULTS_WRITE_FAILED with path and cause.
 */
export async function createRunFolder(
  resultsDir: string,
  name: string,
  world: Pick<World, 'files' | 'clock'>,
): Promise<string> {
  const base = join(resultsDir, `${folderTime(world.clock.now())}_${safeName(name)}`);
  let folder = base;
  try {
    await world.files.makeFolder(resultsDir);
    for (let number = 2; !(await world.files.claimFolder(folder)); number += 1) {
      if (number > mostOfOneSecond) throw new Error(`${mostOfOneSecond} folders of this second are there already`);
      folder = `${base}-${number}`;
    }
    await proveWritable(folder, world);
    return folder;
  } catch (error) {
    throw cannotWrite(folder, error);
  }
}
