import type { z } from 'zod';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';

/** A record of an append log, or the news that the last line was cut (a power cut or a kill). */
export type LogLine<T> = { value: T; line: number } | { cutLine: number };

function parse<T>(text: string, schema: z.ZodType<T>): { value: T } | { why: string } {
  try {
    const checked = schema.safeParse(JSON.parse(text));
    if (checked.success) return { value: checked.data };
    const issue = checked.error.issues[0];
    return { why: `${issue?.path.join('.')}: ${issue?.message}` };
  } catch (error) {
    return { why: (error as Error).message };
  }
}

/**
 * Reads an append log (JSON, one record a line) without holding it. One cut last line is reported, not an error;
 * a bad line before it throws RUN_FOLDER_INVALID with file and line. A missing file has no lines.
 */
export async function* readLines<T>(
  path: string,
  schema: z.ZodType<T>,
  world: Pick<World, 'files'>,
): AsyncGenerator<LogLine<T>> {
  if (!(await world.files.exists(path))) return;
  let line = 0;
  let suspect: { line: number; why: string } | null = null;
  for await (const text of world.files.lines(path)) {
    line += 1;
    if (suspect !== null) {
      throw new DynoError('RUN_FOLDER_INVALID', `${path}:${suspect.line} is not a record: ${suspect.why}`);
    }
    const parsed = parse(text, schema);
    if ('value' in parsed) yield { value: parsed.value, line };
    else suspect = { line, why: parsed.why };
  }
  if (suspect !== null) yield { cutLine: suspect.line };
}
