import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { type Baseline, baselineSchema, type ComparedSides, type Side, sideSchema } from '../domain/difference.ts';
import { DynoError } from '../errors.ts';
import { readDocument } from '../results/read-run.ts';
import { writeJson } from '../results/write-json.ts';
import type { World } from '../world.ts';
import type { ReadSide } from './read-sides.ts';

function hashOf(side: unknown): string {
  return createHash('sha256').update(JSON.stringify(side)).digest('hex');
}

/** Writes a side to be compared with later. Throws RESULTS_WRITE_FAILED. */
export async function writeBaseline(path: string, side: Side, made: ComparedSides, world: World): Promise<void> {
  // A baseline is kept in a repository and read elsewhere: where its runs lay on this machine says nothing there.
  const kept = sideSchema.parse({ ...side, folders: side.folders.map((folder) => basename(folder)) });
  const { createdAt, dynoVersion } = made;
  const content: Baseline = { version: 1, createdAt, dynoVersion, side: kept, sha256: hashOf(kept) };
  await writeJson(path, baselineSchema, content, world);
}

/** A figure that was mended by hand must not decide a gate. */
function checkUnedited(value: unknown, path: string): unknown {
  const { side, sha256 } = (value ?? {}) as { side?: unknown; sha256?: unknown };
  if (typeof sha256 === 'string' && side !== undefined && hashOf(side) !== sha256) {
    throw new DynoError(
      'RUN_FOLDER_INVALID',
      `${path} was edited after it was written: its figures are not those of its runs`,
    );
  }
  return value;
}

/** The side of a file of `--write-baseline`. Throws RUN_FOLDER_INVALID where it is none, or was edited since. */
export async function readBaseline(file: string, world: World): Promise<ReadSide> {
  const path = resolve(file);
  const check = (value: unknown) => checkUnedited(value, path);
  const { side } = await readDocument(path, baselineSchema, world, check).catch((error: DynoError) => {
    throw new DynoError('RUN_FOLDER_INVALID', error.message, {
      cause: error,
      hint: 'make the baseline again: ./dyno compare DIR --write-baseline FILE',
    });
  });
  return { side: { ...side, name: `baseline ${side.engine}` }, single: new Map() };
}
