import { isAbsolute, join } from 'node:path';
import { parseGradedSchema } from '../domain/graded-schema.ts';
import type { PlannedDataset } from '../domain/plan.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';

/** Files that are shown with their reason; the others are counted. */
const shown = 5;

/**
 * Checks every file of a data set of schemas before anything starts: JSON, of the expected form, a schema that compiles
 * strictly (draft 2020-12), an example that satisfies it, a name that occurs once. Throws DATASET_INVALID with files
 * and reasons.
 */
export async function checkSchemas(dataset: PlannedDataset, world: Pick<World, 'files' | 'root'>): Promise<void> {
  const folder = isAbsolute(dataset.path) ? dataset.path : join(world.root, dataset.path);
  const files = (await world.files.list(folder)).filter((name) => name.endsWith('.json'));
  const fileOf = new Map<string, string>();
  const wrong: string[] = [];
  for (const file of files) {
    const read = parseGradedSchema(await world.files.readText(join(folder, file)));
    if ('why' in read) {
      wrong.push(`${join(folder, file)}: ${read.why}`);
      continue;
    }
    const other = fileOf.get(read.value.name);
    if (other !== undefined) wrong.push(`${join(folder, file)}: the name "${read.value.name}" is that of ${other} too`);
    fileOf.set(read.value.name, file);
  }
  if (files.length === 0) throw new DynoError('DATASET_INVALID', `${folder} holds no schema (*.json)`);
  if (wrong.length === 0) return;
  const more = wrong.length > shown ? [`… and ${wrong.length - shown} more`] : [];
  throw new DynoError('DATASET_INVALID', `${folder}: ${wrong.length} of ${files.length} schemas cannot be used`, {
    detail: [...wrong.slice(0, shown), ...more],
    hint: 'mend the files named; datasets/README.md describes their form',
  });
}
