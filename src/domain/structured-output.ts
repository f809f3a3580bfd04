import { z } from 'zod';
import type { WorkItem } from './load-plan.ts';

/** The two endpoints of the OpenAI API that are measured. */
export const endpointNames = ['chat', 'completions'] as const;
export type EndpointName = (typeof endpointNames)[number];

/** Ways to put a JSON schema into a request; `src/load/spellings.ts` writes each of them. */
export const spellings = [
  'response_format',
  'response_format-json',
  'structured_outputs',
  'json_schema',
  'json_schema-text',
] as const;
export type Spelling = (typeof spellings)[number];

/** The spelling that most servers share. */
export const commonSpelling: Spelling = 'response_format';

const native = z
  .enum(spellings)
  .nullable()
  .describe("the engine's own spelling; null: it has none, and a schema is asked for in words alone");

/** How an engine takes a JSON schema. */
export const structuredOutputSchema = z.strictObject({
  native: z.strictObject({ chat: native, completions: native }),
  common: z.array(z.enum(endpointNames)).describe('where it also follows response_format: {type: json_schema, …}'),
});
export type StructuredOutput = z.infer<typeof structuredOutputSchema>;

/** What a suite may ask for: each engine's own spelling, or the common one everywhere. */
export const structuredOutputChoices = ['native', 'common'] as const;
export type StructuredOutputChoice = (typeof structuredOutputChoices)[number];

/** The spelling of a request; null: the engine has none for this. */
export function spellingFor(
  engine: StructuredOutput,
  choice: StructuredOutputChoice,
  endpoint: EndpointName,
): Spelling | null {
  if (choice === 'native') return engine.native[endpoint];
  return engine.common.includes(endpoint) ? commonSpelling : null;
}

/** Bodies of runs made before the schema was kept beside the body. */
type OldBody = {
  response_format?: { json_schema?: { schema?: Record<string, unknown> } };
  structured_outputs?: { json?: Record<string, unknown> };
};

/** The schema that the answer must follow, however it was spelled in the request; null for a free answer. */
export function askedSchema({ meta, body }: WorkItem): Record<string, unknown> | null {
  if (meta.jsonSchema !== undefined) return meta.jsonSchema;
  const old = body as OldBody;
  return old.response_format?.json_schema?.schema ?? old.structured_outputs?.json ?? null;
}
