import { join } from 'node:path';
import { sha256OfFiles } from '../domain/file-hash.ts';
import { type ChangedFiles, type FileHashes, fileHashesSchema } from '../domain/file-hashes.ts';
import type { World } from '../world.ts';
import { readDocument } from './read-run.ts';
import { writeJson } from './write-json.ts';

const fileName = 'hashes.json';
/** What the figures of a cell are made from, in its folder. */
const ofCell = [
  ...['requests.jsonl', 'workload.jsonl', 'client.json', 'cache-reset.json'],
  ...['engine_metrics.csv', 'engine_process.csv', 'gpu.csv', 'gpu_memory.csv', 'host.csv'],
];
/** The same of the whole run, beside its result. */
const ofRun = ['plan.yaml', 'env.json', 'fairness.json', 'calibration.json', 'gpu-processes.json'];

type Files = Pick<World, 'files'>;

async function readHashes(folder: string, world: Files): Promise<FileHashes['files'] | null> {
  const path = join(folder, fileName);
  return (await world.files.exists(path)) ? (await readDocument(path, fileHashesSchema, world)).files : null;
}

async function keep(folder: string, names: readonly string[], world: Files): Promise<void> {
  const files: FileHashes['files'] = { ...(await readHashes(folder, world)) };
  for (const name of names) {
    const path = join(folder, name);
    if (await world.files.exists(path)) files[name] = await sha256OfFiles([path], world.files.pieces);
  }
  await writeJson(join(folder, fileName), fileHashesSchema, { version: 1, files }, world);
}

/** Writes down what the run has just measured in a cell. Only the run does: a report made again changes no sample. */
export function keepCellHashes(cellFolder: string, world: Files): Promise<void> {
  return keep(cellFolder, ofCell, world);
}

/** Writes down plan, environment and result at the end of a run. Throws RESULTS_WRITE_FAILED. */
export function keepRunHashes(runFolder: string, resultFile: string, world: Files): Promise<void> {
  return keep(runFolder, [...ofRun, resultFile], world);
}

/**
 * Writes down a result that was made again; the other files keep the hashes of their run. A run that is older than
 * hashes gets none: what it wrote is not known.
 */
export async function keepResultHash(runFolder: string, resultFile: string, world: Files): Promise<void> {
  if ((await readHashes(runFolder, world)) !== null) await keep(runFolder, [resultFile], world);
}

/** Files of a run or cell folder that are not as they were written; null: nobody wrote down what they were. */
export async function changedFiles(folder: string, world: Files): Promise<ChangedFiles | null> {
  const known = await readHashes(folder, world);
  if (known === null) return null;
  const changed: string[] = [];
  const missing: string[] = [];
  for (const [name, sha256] of Object.entries(known)) {
    const path = join(folder, name);
    if (!(await world.files.exists(path))) missing.push(name);
    else if ((await sha256OfFiles([path], world.files.pieces)) !== sha256) changed.push(name);
  }
  return { changed, missing };
}

/** The same of what a cell's figures rest on: its own files, and those of its run but the result. */
export async function changedBelowCell(
  runFolder: string,
  cellId: string,
  resultFile: string,
  world: Files,
): Promise<ChangedFiles | null> {
  const own = await changedFiles(join(runFolder, cellId), world);
  const shared = await changedFiles(runFolder, world);
  if (own === null) return null;
  const inCell = (names: string[]) => names.map((name) => join(cellId, name));
  const inRun = (names: string[] = []) => names.filter((name) => name !== resultFile);
  return {
    changed: [...inCell(own.changed), ...inRun(shared?.changed)],
    missing: [...inCell(own.missing), ...inRun(shared?.missing)],
  };
}
