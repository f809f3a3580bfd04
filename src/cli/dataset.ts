import { resolve } from 'node:path';
import { checkDataset, checkPromptFile, type DatasetState } from '../dataset/check-dataset.ts';
import { fetchDataset } from '../dataset/fetch-dataset.ts';
import { readManifest } from '../dataset/manifest.ts';
import type { Dataset } from '../domain/dataset.ts';
import { DynoError, exitCodes } from '../errors.ts';
import type { World } from '../world.ts';
import type { Parsed } from './parse.ts';

const states = { ok: 'ok', unproved: 'here, not proved', absent: 'not here', wrong: 'WRONG' } as const;

function entryNamed(name: string, manifest: Dataset[]): Dataset {
  const entry = manifest.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry;
  const known = manifest.map((candidate) => candidate.name).join(', ');
  throw new DynoError('DATASET_INVALID', `no data set "${name}"; the manifest has ${known}`, {
    hint: './dyno dataset list',
  });
}

function listText(entries: Dataset[], found: DatasetState[]): string {
  const blocks = entries.map((entry, index) => {
    const { state, count, why } = found[index] as DatasetState;
    const size = count === null ? '' : `, ${count} ${entry.kind}`;
    const how = state === 'absent' ? ` (./dyno dataset fetch ${entry.name})` : '';
    return [
      `${entry.name.padEnd(22)} ${states[state]}${size}${how}`,
      ...why.map((line) => `  ${line}`),
      `  ${entry.purpose}`,
      `  licence: ${entry.licence}; source: ${entry.source}`,
    ].join('\n');
  });
  return blocks.join('\n\n');
}

async function listDatasets(parsed: Parsed, world: World): Promise<number> {
  const manifest = await readManifest(world);
  const found: DatasetState[] = [];
  for (const entry of manifest) found.push(await checkDataset(entry, world));
  const rows = manifest.map((entry, index) => ({ ...entry, here: found[index] }));
  world.terminal.out(parsed.on('json') ? `${JSON.stringify(rows, null, 2)}\n` : `${listText(manifest, found)}\n`);
  return exitCodes.ok;
}

async function fetchDatasets(names: string[], world: World): Promise<number> {
  if (names.length === 0)
    throw new DynoError('USAGE', 'dataset fetch wants a name, e.g. ./dyno dataset fetch sharegpt');
  const manifest = await readManifest(world);
  for (const entry of names.map((name) => entryNamed(name, manifest))) {
    world.terminal.err(`${entry.name}: licence ${entry.licence}\n${entry.note.trim()}\n`);
    world.terminal.out(`${entry.name}: ${await fetchDataset(entry, world)}\n`);
  }
  return exitCodes.ok;
}

/** Named ones and files must be here; without a name all that are here are looked at. */
async function checkDatasets(names: string[], parsed: Parsed, world: World): Promise<number> {
  const manifest = await readManifest(world);
  const found: DatasetState[] = [];
  for (const name of names) {
    const path = resolve(name);
    const isFile = !manifest.some((entry) => entry.name === name) && (await world.files.exists(path));
    found.push(isFile ? await checkPromptFile(path, world) : await checkDataset(entryNamed(name, manifest), world));
  }
  if (names.length === 0) for (const entry of manifest) found.push(await checkDataset(entry, world));
  const lines = found.map(({ name, state, count, sha256, why }) =>
    [
      `${name}: ${states[state]}${count === null ? '' : `, ${count}, sha256 ${sha256}`}`,
      ...why.map((line) => `  ${line}`),
    ].join('\n'),
  );
  world.terminal.out(parsed.on('json') ? `${JSON.stringify(found, null, 2)}\n` : `${lines.join('\n')}\n`);
  const bad = found.some(({ state }) => state === 'wrong' || (state === 'absent' && names.length > 0));
  return bad ? exitCodes.usage : exitCodes.ok;
}

/** `dyno dataset list|fetch|check`: what there is to ask, bringing it here, looking whether it is whole. */
export async function datasetCommand(parsed: Parsed, world: World): Promise<number> {
  const [verb, ...names] = parsed.operands;
  if (verb === undefined || verb === 'list') return listDatasets(parsed, world);
  if (verb === 'fetch') return fetchDatasets(names, world);
  if (verb === 'check') return checkDatasets(names, parsed, world);
  throw new DynoError('USAGE', `dataset has no "${verb}"; there are: list, fetch, check`);
}
