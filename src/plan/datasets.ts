import { join, resolve } from 'node:path';
import { type Dataset, filesOfDataset, manifestOf } from '../domain/dataset.ts';
import { sha256OfFiles } from '../domain/file-hash.ts';
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

/** Every row is looked at, so that a broken one stops nothing that has begun. */
async function promptCount(path: string, world: Reader): Promise<number> {
  const rows = await readPromptRows(path, world.files.lines(path));
  const problem = promptRowsProblem(path, rows);
  if (problem !== null) throw new DynoError('DATASET_INVALID', problem.message, { detail: problem.detail });
  return rows.prompts.length;
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
  const files = await filesOfDataset(path, kind, world.files.list);
  const sha256 = await sha256OfFiles(files, world.files.pieces);
  if (entry !== null && entry.sha256 !== null && entry.sha256 !== sha256) {
    throw new DynoError('DATASET_INVALID', `${path} was changed: sha256 ${sha256}, manifest ${entry.sha256}`);
  }
  const count = kind === 'prompts' ? await promptCount(path, world) : files.length;
  return { name, path: entry === null ? path : join('datasets', relative ?? ''), sha256, count };
}
