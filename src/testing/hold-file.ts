import { execFileSync } from 'node:child_process';
import { closeSync, constants, linkSync, openSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './until.ts';

let count = 0;

function openForReader(fifo: string): number | null {
  try {
    return openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    // Nobody reads it yet.
    if ((error as NodeJS.ErrnoException).code === 'ENXIO') return null;
    throw error;
  }
}

/**
 * Makes the next reader of a file wait, as on a file system that hangs: a pipe takes its place.
 * @param aside folder on the same file system for what is needed meanwhile
 * @returns lets the reader go on (it finds an empty file) and puts the file back; waits for a reader if there is none yet
 */
export function holdFile(path: string, aside: string): () => Promise<void> {
  count += 1;
  const [fifo, kept] = [join(aside, `hold-${count}`), join(aside, `kept-${count}`)];
  execFileSync('mkfifo', [`${fifo}-new`]);
  linkSync(`${fifo}-new`, fifo);
  linkSync(path, kept);
  renameSync(`${fifo}-new`, path);
  return async () => {
    const descriptor = await until(`a reader of ${path}`, () => openForReader(fifo));
    renameSync(kept, path);
    closeSync(descriptor);
  };
}
