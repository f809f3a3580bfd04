import { join } from 'node:path';
import { type Dataset, type DatasetOrigin, datasetOriginSchema, manifestOf } from '../domain/dataset.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';

type Reader = Pick<World, 'files' | 'root'>;

export function datasetsFolder(world: Pick<World, 'root'>): string {
  return join(world.root, 'datasets');
}

/** Every entry of datasets/manifest.yaml. Throws DATASET_INVALID. */
export async function readManifest(world: Reader): Promise<Dataset[]> {
  const path = join(datasetsFolder(world), 'manifest.yaml');
  const manifest = manifestOf(await world.files.readText(path));
  if ('datasets' in manifest) return manifest.datasets;
  throw new DynoError('DATASET_INVALID', `${path} is not a manifest`, { detail: manifest.wrong });
}

/** Absolute path of the file or folder of an entry. Throws DATASET_INVALID for an entry that names neither. */
export function pathOf({ name, file, folder }: Dataset, world: Pick<World, 'root'>): string {
  const relative = file ?? folder;
  if (relative === undefined) throw new DynoError('DATASET_INVALID', `${name} has neither file nor folder`);
  return join(datasetsFolder(world), relative);
}

/** Where the origin of a fetched data set is written down. */
export function originPath({ name }: Dataset, world: Pick<World, 'root'>): string {
  return join(datasetsFolder(world), 'fetched', `${name}.origin.json`);
}

/** The origin of a fetched data set; null where it was not fetched, or what is there is no origin. */
export async function readOrigin(entry: Dataset, world: Reader): Promise<DatasetOrigin | null> {
  const path = originPath(entry, world);
  if (!(await world.files.exists(path))) return null;
  try {
    return datasetOriginSchema.parse(JSON.parse(await world.files.readText(path)));
  } catch {
    return null;
  }
}
