import { isAbsolute, join } from 'node:path';
import { type GradedSchema, parseGradedSchema } from '../domain/graded-schema.ts';
import type { PlannedDataset } from '../domain/plan.ts';
import { type BadRow, badRowsInWords, type Prompt, promptRowsProblem, readPromptRows } from '../domain/prompt.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';

type Reader = Pick<World, 'files' | 'root'>;
function refuse(path: string, bad: BadRow[], rows: number): void {
  const problem = badRowsInWords(path, bad, rows);
  if (problem !== null) throw new DynoError('DATASET_INVALID', problem.message, { detail: problem.detail });
}

async function requireIt(path: string, world: Reader): Promise<void> {
  if (!(await world.files.exists(path))) throw new DynoError('DATASET_INVALID', `${path} does not exist`);
}

/**
 * Reads a file of prompts, each with an id of its own.
 * Throws DATASET_INVALID that names file and line of the first three bad rows and their total.
 */
export async function readPrompts(dataset: PlannedDataset, world: Reader): Promise<Prompt[]> {
  const path = isAbsolute(dataset.path) ? dataset.path : join(world.root, dataset.path);
  await requireIt(path, world);
  const rows = await readPromptRows(path, world.files.lines(path));
  const problem = promptRowsProblem(path, rows);
  if (problem !== null) throw new DynoError('DATASET_INVALID', problem.message, { detail: problem.detail });
  return rows.prompts;
}

/**
 * Reads a folder of JSON files, one graded schema each.
 * Throws DATASET_INVALID that names the first three bad files and their total.
 */
export async function readSchemas(dataset: PlannedDataset, world: Reader): Promise<GradedSchema[]> {
  const folder = isAbsolute(dataset.path) ? dataset.path : join(world.root, dataset.path);
  await requireIt(folder, world);
  const names = (await world.files.list(folder)).filter((name) => name.endsWith('.json'));
  const schemas = new Map<string, GradedSchema>();
  const bad: BadRow[] = [];
  for (const name of names) {
    const file = join(folder, name);
    const read = parseGradedSchema(await world.files.readText(file));
    if ('why' in read) bad.push({ where: `${file}:1`, why: read.why });
    else if (schemas.has(read.value.name))
      bad.push({ where: `${file}:1`, why: `name ${read.value.name} is there twice` });
    else schemas.set(read.value.name, read.value);
  }
  refuse(folder, bad, names.length);
  if (schemas.size === 0) throw new DynoError('DATASET_INVALID', `${folder} holds no schema`);
  return [...schemas.values()];
}
