import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CleanupList } from './program.ts';
import { testWorld } from './test-world.ts';

const { processes } = testWorld();

/** A file system of its own that can be filled. */
export type SmallDisk = { folder: string; fill(): void; free(): void };

/** Mounts a small file system; null where this user may not mount. It is unmounted when the test is over. */
export async function mountSmallDisk(sizeMb: number, context: CleanupList): Promise<SmallDisk | null> {
  const folder = mkdtempSync(join(tmpdir(), 'dyno-disk-'));
  const mounted = await processes.run('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'dyno-test', folder]);
  if (mounted.exitCode !== 0) {
    rmdirSync(folder);
    return null;
  }
  context.after(() => {
    execFileSync('umount', [folder]);
    rmdirSync(folder);
  });
  const filler = join(folder, '.filler');
  return { folder, fill: () => fillWith(filler, folder), free: () => rmSync(filler, { force: true }) };
}

/** Writes until the last free page is gone. */
function fillWith(path: string, folder: string): void {
  const file = openSync(path, 'w');
  const page = Buffer.alloc(1 << 20, 1);
  try {
    for (let size = page.length; size >= 1; size = Math.floor(size / 2)) {
      while (tryWrite(file, page.subarray(0, size)));
    }
  } finally {
    closeSync(file);
  }
  if (statfsSync(folder).bavail > 0) throw new Error(`${folder} is not full`);
}

function tryWrite(file: number, bytes: Uint8Array): boolean {
  try {
    return writeSync(file, bytes) === bytes.length;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}
