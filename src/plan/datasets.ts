import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { type Dataset, manifestOf } from '../domain/dataset.ts';
import type { PlannedDataset } from '../domain/plan.ts';
import { promptRowsProblem, readPromptRows } from '../domain/prompt.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';

type Reader = Pick<World, 'files' | 'root'>;

async function readManifest(world: Reader): Promise<Dataset[]> {
  const path = join(world.root, 'datasets', 'manifest.yaml');
  const manifest = manifestOf(await world.files.readText(path));
  if ('datasets' in manifest) return manifest.datasets;
  throw new DynoError('DATASET_INVALID', `${path} is not a manifest`, { detail: manifest.wrong });
}

function notHere(name: string, path: string, entry: Dataset | null, manifest: Dataset[]): DynoError {
  if (entry === null) {
    const known = manifest.map((candidate) => candidate.name).join(', ');
    return new DynoError(
      'DATASET_INVALID',
      `no data set "${name}"; the manifest has ${known}, or give the path of a file`,
    );
  }
  const isMade = entry.download !== null || entry.generator !== null;
  return new DynoError('DATASET_INVALID', `data set "${name}" is not on this machine: ${path} is missing`, {
    hint: isMade ? `./dyno dataset fetch ${name}` : 'git checkout datasets/ brings it back',
  });
}

async function sha256Of(files: string[], world: Reader): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) for await (const piece of world.files.pieces(file)) hash.update(piece);
  return hash.digest('hex');
}

/** Every row is looked at, so that a broken one stops nothing that has begun. */
async function promptCount(path: string, world: Reader): Promise<number> {
  const rows = await readPromptRows(path, world.files.lines(path));
  const problem = promptRowsProblem(path, rows);
  if (problem !== null) throw new DynoError('DATASET_INVALID', problem.message, { detail: problem.detail });
  return rows.prompts.length;
}

/** The files of a data set: its one file, or the JSON files of its folder. */
async function filesOf(path: string, isFolder: boolean, world: Reader): Promise<string[]> {
  if (!isFolder) return [path];
  const names = await world.files.list(path);
  return names.filter((name) => name.endsWith('.json')).map((name) => join(path, name));
}

/**
 * Finds a data set by its name in the manifest, or a user's own file of prompts (JSONL or text) or folder of schemas
 * by path, and proves its content. Throws DATASET_INVALID when it is missing, differs from the manifest, or has a
 * broken row.
 */
export async function planDataset(name: string, kind: Dataset['kind'], world: Reader): Promise<PlannedDataset> {
  const manifest = await readManifest(world);
  const entry = manifest.find((candidate) => candidate.name === name) ?? null;
  const relative = entry?.file ?? entry?.folder;
  const path = relative === undefined ? resolve(name) : join(world.root, 'datasets', relative);
  if (!(await world.files.exists(path))) throw notHere(name, path, entry, manifest);
  if (entry !== null && entry.kind !== kind) {
    throw new DynoError('DATASET_INVALID', `data set "${name}" holds ${entry.kind}, ${kind} are wanted`);
  }
  const files = await filesOf(path, kind === 'schemas', world);
  const sha256 = await sha256Of(files, world);
  if (entry !== null && entry.sha256 !== null && entry.sha256 !== sha256) {
    throw new DynoError('DATASET_INVALID', `${path} was changed: sha256 ${sha256}, manifest ${entry.sha256}`);
  }
  const count = kind === 'prompts' ? await promptCount(path, world) : files.length;
  return { name, path: entry === null ? path : join('datasets', relative ?? ''), sha256, count };
}
