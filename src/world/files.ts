import { readFileSync } from 'node:fs';
import {
  access,
  type FileHandle,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  statfs,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DynoError } from '../errors.ts';
import type { AppendFile, Files } from '../world.ts';

function writeFailed(path: string, cause: unknown): DynoError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new DynoError('RESULTS_WRITE_FAILED', `cannot write ${path}: ${why}`, { cause });
}

/** Says which file it was: an error of a read does not. */
function unreadable(path: string, cause: unknown): DynoError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new DynoError('FILE_UNREADABLE', `cannot read ${path}: ${why}`, { cause });
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

function alreadyThere(error: unknown): boolean {
  return codeOf(error) === 'EEXIST';
}

/** Makes a rename durable: without it a power cut may forget the new name. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

let temporaryCount = 0;

async function writeAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const folder = dirname(path);
  temporaryCount += 1;
  const temporary = join(folder, `.tmp-${process.pid}-${temporaryCount}`);
  try {
    await makeWithParents(folder);
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeFailed(path, error);
  }
}

function appendTo(path: string, file: FileHandle): AppendFile {
  const guarded = async (work: () => Promise<unknown>) => {
    await work().catch((error: unknown) => {
      throw writeFailed(path, error);
    });
  };
  return {
    append: (content) => guarded(() => file.appendFile(content)),
    sync: () => guarded(() => file.sync()),
    close: () => guarded(() => file.close()),
  };
}

async function openAppend(path: string): Promise<AppendFile> {
  try {
    await makeWithParents(dirname(path));
    return appendTo(path, await open(path, 'a'));
  } catch (error) {
    throw writeFailed(path, error);
  }
}

/** mkdir of one folder; one that is there already, also since a moment ago, is as good. */
async function makeOne(path: string): Promise<void> {
  await mkdir(path).catch(async (error: unknown) => {
    if (!alreadyThere(error) || !(await stat(path)).isDirectory()) throw error;
  });
}

/**
 * mkdir with its parents, safe beside another that makes the same ones. Node's own recursive mkdir never returns
 * below /proc, where a folder says ENOENT although its parent is there.
 */
async function makeWithParents(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
    await makeWithParents(dirname(path));
    await makeOne(path);
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function makeFolder(path: string): Promise<void> {
  await makeWithParents(path).catch((error: unknown) => {
    throw writeFailed(path, error);
  });
}

/** A file in the place of the parent folder is a failed write, not a name that is taken. */
async function claimFolder(path: string): Promise<boolean> {
  await makeFolder(dirname(path));
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if (alreadyThere(error)) return false;
    throw writeFailed(path, error);
  }
}

async function createExclusive(path: string, content: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(content);
    await file.close();
    return true;
  } catch (error) {
    if (alreadyThere(error)) return false;
    throw writeFailed(path, error);
  }
}

async function list(path: string): Promise<string[]> {
  const names = await readdir(path).catch((error: unknown) => {
    // A file in the place of a folder holds no names either; who writes there is told.
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    if (codeOf(error) !== 'EACCES') throw error;
    throw new DynoError('RESULTS_WRITE_FAILED', `cannot look into ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  });
  return names.sort();
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw unreadable(path, error);
  });
}

/** Opened before anything is asked for, so that a missing file is an error of ours and not of the process. */
async function openToRead(path: string): Promise<FileHandle> {
  return open(path, 'r').catch((error: unknown) => {
    throw unreadable(path, error);
  });
}

/** Whoever leaves the loop early, or by an error of his own, ends the reading; only errors of the file are caught. */
async function* lines(path: string): AsyncIterable<string> {
  const file = await openToRead(path);
  try {
    yield* file.readLines({ encoding: 'utf8' });
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    await file.close();
  }
}

async function* pieces(path: string): AsyncIterable<Uint8Array> {
  const file = await openToRead(path);
  try {
    for await (const piece of file.createReadStream({ autoClose: false })) yield piece as Buffer;
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    await file.close();
  }
}

async function renameDurably(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
    await syncFolder(dirname(to));
  } catch (error) {
    throw writeFailed(to, error);
  }
}

async function sizeBytes(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    () => null,
  );
}

async function freeBytes(path: string): Promise<number> {
  const volume = await statfs(path);
  return volume.bavail * volume.bsize;
}

function readNow(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Files of this machine. */
export function realFiles(): Files {
  return {
    readText,
    readNow,
    lines,
    exists: isThere,
    list,
    makeFolder,
    claimFolder,
    writeAtomic,
    openAppend,
    createExclusive,
    // mkdtemp makes the folder with mode 0700.
    makePrivateFolder: () => mkdtemp(join(tmpdir(), 'dyno-')),
    remove: (path) => rm(path, { recursive: true, force: true }),
    rename: renameDurably,
    pieces,
    sizeBytes,
    freeBytes,
  };
}
