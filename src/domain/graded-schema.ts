import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';

/** A file of a data set of schemas: a JSON Schema (draft 2020-12), its difficulty, and prompts to ask with it. */
export const gradedSchema = z.object({
  name: z.string().min(1),
  grade: z.string().min(1),
  schema: z.record(z.string(), z.unknown()),
  prompts: z.array(z.string().min(1)).min(1),
  example: z.unknown().optional().describe('an instance that satisfies the schema'),
});
export type GradedSchema = z.infer<typeof gradedSchema>;

/** Why a schema cannot be used: it does not compile, or its own example breaks it. Null: it can. */
function fault({ schema, example }: GradedSchema): string | null {
  // Strict: a keyword that is spelled wrong would bind nothing. Formats are annotations in this draft.
  const ajv = new Ajv2020({ strict: true, validateFormats: false, logger: false });
  try {
    const validate = ajv.compile(schema);
    if (example === undefined || validate(example)) return null;
    const [problem] = validate.errors ?? [];
    return `its example breaks its schema: ${problem?.instancePath || '/'} ${problem?.message ?? ''}`;
  } catch (error) {
    return `schema: ${(error as Error).message}`;
  }
}

/** Reads the text of such a file; `why` says what is wrong with it, in words. */
export function parseGradedSchema(text: string): { value: GradedSchema } | { why: string } {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return { why: `no JSON: ${(error as Error).message}` };
  }
  const result = gradedSchema.safeParse(data);
  if (!result.success) {
    const issue = result.error.issues[0];
    return { why: `${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'wrong'}` };
  }
  const why = fault(result.data);
  return why === null ? { value: result.data } : { why };
}
