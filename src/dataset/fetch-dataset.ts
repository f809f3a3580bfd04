import { join } from 'node:path';
import type { Dataset, DatasetOrigin } from '../domain/dataset.ts';
import { sha256OfFiles } from '../domain/file-hash.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { downloadFile } from './download-file.ts';
import { datasetsFolder, originPath, pathOf, readOrigin } from './manifest.ts';
import { convertShareGpt } from './sharegpt.ts';
import { syntheticPrompts } from './synthetic.ts';

type Download = NonNullable<Dataset['download']>;

/** Address of a file of a hub; HF_ENDPOINT names another hub, as for the hub's own tools. */
export function downloadUrl({ repository, revision, file }: Download, env: World['env']): string {
  const hub = (env.HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, '');
  return `${hub}/datasets/${repository}/resolve/${revision ?? 'main'}/${encodeURIComponent(file)}`;
}

/** A file that is not what the manifest says is put aside: neither used nor lost. */
async function proved(entry: Dataset, download: Download, path: string, world: World): Promise<string> {
  const sha256 = await sha256OfFiles([path], world.files.pieces);
  if (download.sha256 === null || download.sha256 === sha256) return sha256;
  await world.files.rename(path, `${path}.rejected`);
  throw new DynoError(
    'DATASET_INVALID',
    `${entry.name}: what came has sha256 ${sha256}, the manifest says ${download.sha256}`,
    { hint: `it lies in ${path}.rejected; if the publisher changed it, that is another data set` },
  );
}

async function fetchConversations(entry: Dataset, download: Download, world: World): Promise<string> {
  if (entry.filters === null)
    throw new DynoError('DATASET_INVALID', `${entry.name}: the manifest has no filters for it`);
  const relative = join('fetched', download.file);
  const raw = join(datasetsFolder(world), relative);
  const url = downloadUrl(download, world.env);
  if (await world.files.exists(raw)) world.terminal.err(`${raw} is here already\n`);
  else {
    world.terminal.err(`fetching ${url}\n`);
    await downloadFile(url, raw, world);
  }
  const sha256 = await proved(entry, download, raw, world);
  world.terminal.err('choosing prompts by the filters of the manifest\n');
  const to = pathOf(entry, world);
  const conversion = await convertShareGpt(raw, to, entry.filters, world);
  const sizeBytes = (await world.files.sizeBytes(raw)) ?? 0;
  const provedBy = download.sha256 === null ? 'nothing' : 'manifest';
  const origin: DatasetOrigin = {
    ...{ version: 1, name: entry.name, url, fetchedAt: world.clock.now().toISOString() },
    download: { file: relative, sha256, sizeBytes, provedBy },
    filters: entry.filters,
    ...conversion,
    sha256: await sha256OfFiles([to], world.files.pieces),
  };
  await world.files.writeAtomic(originPath(entry, world), `${JSON.stringify(origin, null, 2)}\n`);
  return `${conversion.prompts} prompts of ${conversion.conversations} conversations`;
}

async function isWhole(entry: Dataset, world: World): Promise<boolean> {
  const path = pathOf(entry, world);
  if (!(await world.files.exists(path))) return false;
  const wanted = entry.sha256 ?? (await readOrigin(entry, world))?.sha256 ?? null;
  return wanted !== null && wanted === (await sha256OfFiles([path], world.files.pieces));
}

/**
 * Brings a data set to this machine: downloads and converts it, or writes it by its generator. One that is here and
 * whole is left alone. The answer says in words what came of it. Throws DATASET_INVALID, DOWNLOAD_FAILED.
 */
export async function fetchDataset(entry: Dataset, world: World): Promise<string> {
  if (entry.download === null && entry.generator === null) return 'is part of the repository';
  if (await isWhole(entry, world)) return 'is here already';
  if (entry.generator !== null) {
    await world.files.writeAtomic(pathOf(entry, world), syntheticPrompts(entry.generator));
    return `${entry.generator.prompts} prompts written`;
  }
  return fetchConversations(entry, entry.download as Download, world);
}
