import { z } from 'zod';

/** One prompt of a data set; other keys of a row are left alone. */
export const promptSchema = z.object({ id: z.string().min(1), prompt: z.string().min(1) });
export type Prompt = z.infer<typeof promptSchema>;

/** A row that cannot be used: `file:line`, and why. */
export type BadRow = { where: string; why: string };

/** What a file of prompts holds. `rows` counts lines, blank ones too. */
export type PromptRows = { prompts: Prompt[]; bad: BadRow[]; rows: number };

/** Text as a value of a schema, or the first thing that is wrong with it. */
export function parseAs<T>(schema: z.ZodType<T>, text: string): { value: T } | { why: string } {
  try {
    const result = schema.safeParse(JSON.parse(text));
    if (result.success) return { value: result.data };
    const issue = result.error.issues[0];
    return { why: `${issue?.path.join('.') || 'row'}: ${issue?.message ?? 'wrong'}` };
  } catch (error) {
    return { why: (error as Error).message };
  }
}

/** A text file has a prompt a line and no ids of its own; everything else is JSONL. */
function rowOf(path: string, line: number, text: string): { value: Prompt } | { why: string } {
  if (path.endsWith('.txt')) return { value: { id: `line-${line}`, prompt: text.trim() } };
  return parseAs(promptSchema, text);
}

/** Reads the rows of a file of prompts: JSONL with `id` and `prompt`, or a text file (.txt) with a prompt a line. */
export async function readPromptRows(path: string, lines: AsyncIterable<string>): Promise<PromptRows> {
  const prompts = new Map<string, Prompt>();
  const bad: BadRow[] = [];
  let rows = 0;
  for await (const text of lines) {
    rows += 1;
    if (text.trim() === '') continue;
    const row = rowOf(path, rows, text);
    const where = `${path}:${rows}`;
    if ('why' in row) bad.push({ where, why: row.why });
    else if (prompts.has(row.value.id)) bad.push({ where, why: `id ${row.value.id} is there twice` });
    else prompts.set(row.value.id, row.value);
  }
  return { prompts: [...prompts.values()], bad, rows };
}

/** Bad rows as a message and at most three of them; null if there is none. */
export function badRowsInWords(
  path: string,
  bad: BadRow[],
  rows: number,
): { message: string; detail: string[] } | null {
  if (bad.length === 0) return null;
  const shown = bad.slice(0, 3).map((row) => `${row.where}: ${row.why}`);
  const more = bad.length > shown.length ? [`… and ${bad.length - shown.length} more`] : [];
  return { message: `${path}: ${bad.length} of ${rows} rows are wrong`, detail: [...shown, ...more] };
}

/** Why a file of prompts cannot be used, or null. */
export function promptRowsProblem(path: string, { prompts, bad, rows }: PromptRows) {
  const wrong = badRowsInWords(path, bad, rows);
  if (wrong !== null) return wrong;
  return prompts.length === 0 ? { message: `${path} holds no prompt`, detail: [] } : null;
}
