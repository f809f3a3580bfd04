import type { z } from 'zod';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';

/**
 * Writes a value as JSON, whole or not at all, after checking it against its type.
 * Throws INTERNAL when the value is not what its schema says (nothing is written then), RESULTS_WRITE_FAILED when the
 * disk refuses.
 */
export async function writeJson<S extends z.ZodType>(
  path: string,
  schema: S,
  value: z.output<S>,
  world: Pick<World, 'files'>,
): Promise<void> {
  const checked = schema.safeParse(value);
  if (!checked.success) {
    const issues = checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new DynoError('INTERNAL', `${path} would not follow its own schema`, { detail: issues.slice(0, 10) });
  }
  await world.files.writeAtomic(path, `${JSON.stringify(checked.data, null, 2)}\n`);
}
