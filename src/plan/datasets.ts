import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Dataset, manifestSchema } from '../domain/dataset.ts';
import type { PlannedDataset } from '../domain/plan.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';

type Reader = Pick<World, 'files' | 'root'>;

async function readManifest(world: Reader): Promise<Dataset[]> {
  const path = join(world.root, 'datasets', 'manifest.yaml');
  const result = manifestSchema.safeParse(parse(await world.files.readText(path)));
  if (result.success) return result.data.datasets;
  const lines = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new DynoError('DATASET_INVALID', `${path} is not a manifest`, { detail: lines });
}

async function dataFiles(path: string, entry: Dataset | null, world: Reader): Promise<string[]> {
  if (entry?.kind !== 'schemas') return [path];
  const names = await world.files.list(path);
  return names.filter((name) => name.endsWith('.json')).map((name) => join(path, name));
}

async function fingerprint(
  files: string[],
  ofFolder: boolean,
  world: Reader,
): Promise<{ sha256: string; rows: number }> {
  const hash = createHash('sha256');
  let rows = 0;
  for (const file of files) {
    const bytes = await world.files.readBytes(file);
    hash.update(bytes);
    rows += ofFolder
      ? 1
      : Buffer.from(bytes)
          .toString('utf8')
          .split('\n')
          .filter((line) => line !== '').length;
  }
  return { sha256: hash.digest('hex'), rows };
}

/**
 * Finds a data set by its name in the manifest, or a user's own JSONL file by path, and proves its content.
 * Throws DATASET_INVALID when it is missing or differs from the manifest.
 */
export async function planDataset(name: string, world: Reader): Promise<PlannedDataset> {
  const manifest = await readManifest(world);
  const entry = manifest.find((candidate) => candidate.name === name) ?? null;
  const relative = entry?.file ?? entry?.folder;
  const path = relative === undefined ? name : join(world.root, 'datasets', relative);
  if (!(await world.files.exists(path))) {
    if (entry !== null) {
      throw new DynoError('DATASET_INVALID', `data set "${name}" is not on this machine: ${path} is missing`, {
        hint: 'datasets/README.md says where it comes from; the shipped sets come back with git checkout datasets/',
      });
    }
    const known = manifest.map((candidate) => candidate.name).join(', ');
    throw new DynoError(
      'DATASET_INVALID',
      `no data set "${name}"; the manifest has ${known}, or give the path of a file`,
    );
  }
  const { sha256, rows } = await fingerprint(await dataFiles(path, entry, world), entry?.kind === 'schemas', world);
  if (entry !== null && entry.sha256 !== null && entry.sha256 !== sha256) {
    throw new DynoError('DATASET_INVALID', `${path} was changed: sha256 ${sha256}, manifest ${entry.sha256}`);
  }
  return { name, path: entry === null ? path : join('datasets', relative ?? ''), sha256, count: rows };
}
