import { type Dataset, filesOfDataset } from '../domain/dataset.ts';
import { sha256OfFiles } from '../domain/file-hash.ts';
import { promptRowsProblem, readPromptRows } from '../domain/prompt.ts';
import type { World } from '../world.ts';
import { pathOf, readOrigin } from './manifest.ts';

type Reader = Pick<World, 'files' | 'root'>;

/**
 * What is known of a data set on this machine. `unproved`: here and readable, but no sha256 says that it is the right
 * one; `wrong`: changed or broken.
 */
export type DatasetState = {
  name: string;
  path: string;
  state: 'ok' | 'unproved' | 'absent' | 'wrong';
  sha256: string | null;
  count: number | null;
  why: string[];
};

async function wrongRows(path: string, world: Reader): Promise<{ count: number; wrong: string[] }> {
  const rows = await readPromptRows(path, world.files.lines(path));
  const problem = promptRowsProblem(path, rows);
  return { count: rows.prompts.length, wrong: problem === null ? [] : [problem.message, ...problem.detail] };
}

async function wrongSchemas(files: string[], world: Reader): Promise<string[]> {
  const wrong: string[] = [];
  for (const file of files) {
    try {
      JSON.parse(await world.files.readText(file));
    } catch (error) {
      wrong.push(`${file}: ${(error as Error).message}`);
    }
  }
  return wrong;
}

/** sha256 that a data set must have: the manifest's, or the one written down when it was made here. */
async function wantedSha256(entry: Dataset, world: Reader): Promise<{ sha256: string | null; by: string }> {
  if (entry.sha256 !== null) return { sha256: entry.sha256, by: 'manifest' };
  const origin = await readOrigin(entry, world);
  return { sha256: origin?.sha256 ?? null, by: `${entry.name}.origin.json` };
}

/** Looks at a data set of the manifest: its checksum and each of its rows. */
export async function checkDataset(entry: Dataset, world: Reader): Promise<DatasetState> {
  const path = pathOf(entry, world);
  const { name } = entry;
  if (!(await world.files.exists(path))) return { name, path, state: 'absent', sha256: null, count: null, why: [] };
  const files = await filesOfDataset(path, entry.kind, world.files.list);
  const sha256 = await sha256OfFiles(files, world.files.pieces);
  const wanted = await wantedSha256(entry, world);
  const changed =
    wanted.sha256 !== null && wanted.sha256 !== sha256 ? [`sha256 ${sha256}, ${wanted.by} says ${wanted.sha256}`] : [];
  const rows =
    entry.kind === 'schemas'
      ? { count: files.length, wrong: await wrongSchemas(files, world) }
      : await wrongRows(path, world);
  const why = [...changed, ...rows.wrong];
  const state = why.length > 0 ? 'wrong' : wanted.sha256 === null ? 'unproved' : 'ok';
  return { name, path, state, sha256, count: rows.count, why };
}

/** The same for a user's own file of prompts, whose checksum nobody knows. */
export async function checkPromptFile(path: string, world: Reader): Promise<DatasetState> {
  const { count, wrong } = await wrongRows(path, world);
  const sha256 = await sha256OfFiles([path], world.files.pieces);
  return { name: path, path, state: wrong.length > 0 ? 'wrong' : 'unproved', sha256, count, why: wrong };
}
