import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import type { PlannedDataset } from '../domain/plan.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';

const promptSchema = z.object({ id: z.string().min(1), prompt: z.string().min(1) });

/** One prompt of a JSONL data set; other keys of the row are left alone. */
export type Prompt = z.infer<typeof promptSchema>;

const gradedSchema = z.object({
  name: z.string().min(1),
  grade: z.string().min(1),
  schema: z.record(z.string(), z.unknown()),
  prompts: z.array(z.string().min(1)).min(1),
});

/** A JSON schema of the structured-output test, its difficulty, and prompts that ask for such an object. */
export type GradedSchema = z.infer<typeof gradedSchema>;

type Reader = Pick<World, 'files' | 'root'>;
type BadRow = { where: string; why: string };

function parseAs<T>(schema: z.ZodType<T>, text: string): { value: T } | { why: string } {
  try {
    const result = schema.safeParse(JSON.parse(text));
    if (result.success) return { value: result.data };
    const issue = result.error.issues[0];
    return { why: `${issue?.path.join('.') || 'row'}: ${issue?.message ?? 'wrong'}` };
  } catch (error) {
    return { why: (error as Error).message };
  }
}

function refuse(path: string, bad: BadRow[], rows: number): never {
  const shown = bad.slice(0, 3).map((row) => `${row.where}: ${row.why}`);
  const more = bad.length > shown.length ? [`… and ${bad.length - shown.length} more`] : [];
  throw new DynoError('DATASET_INVALID', `${path}: ${bad.length} of ${rows} rows are wrong`, {
    detail: [...shown, ...more],
  });
}

async function requireIt(path: string, world: Reader): Promise<void> {
  if (!(await world.files.exists(path))) throw new DynoError('DATASET_INVALID', `${path} does not exist`);
}

/**
 * Reads a JSONL file of prompts, each with an id of its own.
 * Throws DATASET_INVALID that names file and line of the first three bad rows and their total.
 */
export async function readPrompts(dataset: PlannedDataset, world: Reader): Promise<Prompt[]> {
  const path = isAbsolute(dataset.path) ? dataset.path : join(world.root, dataset.path);
  await requireIt(path, world);
  const prompts = new Map<string, Prompt>();
  const bad: BadRow[] = [];
  let line = 0;
  for await (const text of world.files.lines(path)) {
    line += 1;
    if (text.trim() === '') continue;
    const row = parseAs(promptSchema, text);
    if ('why' in row) bad.push({ where: `${path}:${line}`, why: row.why });
    else if (prompts.has(row.value.id))
      bad.push({ where: `${path}:${line}`, why: `id ${row.value.id} is there twice` });
    else prompts.set(row.value.id, row.value);
  }
  if (bad.length > 0) refuse(path, bad, line);
  if (prompts.size === 0) throw new DynoError('DATASET_INVALID', `${path} holds no prompt`);
  return [...prompts.values()];
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
    const read = parseAs(gradedSchema, await world.files.readText(file));
    if ('why' in read) bad.push({ where: `${file}:1`, why: read.why });
    else if (schemas.has(read.value.name))
      bad.push({ where: `${file}:1`, why: `name ${read.value.name} is there twice` });
    else schemas.set(read.value.name, read.value);
  }
  if (bad.length > 0) refuse(folder, bad, names.length);
  if (schemas.size === 0) throw new DynoError('DATASET_INVALID', `${folder} holds no schema`);
  return [...schemas.values()];
}
