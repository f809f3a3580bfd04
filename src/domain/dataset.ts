import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** Rules by which conversations become prompts, those of `vllm bench serve` (see the manifest for their source). */
export const conversationFiltersSchema = z.strictObject({
  minTurns: z.number().int().describe('conversations with fewer turns are left out'),
  promptTurn: z.number().int().describe('turn that is asked, counted from 0'),
  outputTurn: z.number().int().describe('turn whose length stands for the answer'),
  minPromptTokens: z.number().int(),
  minOutputTokens: z.number().int(),
  maxPromptTokens: z.number().int(),
  maxTotalTokens: z.number().int().describe('prompt and answer together'),
  tokenizer: z.enum(['o200k_base']).describe('whose tokens the limits count'),
  origin: z.string().describe('where the rules were read'),
});
export type ConversationFilters = z.infer<typeof conversationFiltersSchema>;

/** A file of a model hub from which a data set is made. */
export const downloadSchema = z.strictObject({
  repository: z.string().describe('data set repository of the hub'),
  revision: z.string().nullable().describe('commit; null: the newest'),
  file: z.string(),
  sha256: z.string().nullable().describe('null: unknown, so the first fetch can only write down what came'),
  format: z.enum(['sharegpt-json']),
});

/** Prompts that are written by a program, the same on every machine. */
export const generatorSchema = z.strictObject({
  seed: z.number().int(),
  prompts: z.number().int().min(1),
  words: z.array(z.number().int().min(1)).min(1).describe('words of a prompt, one length after another'),
});
export type Generator = z.infer<typeof generatorSchema>;

/** An entry of `datasets/manifest.yaml`. */
export const datasetSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['prompts', 'schemas']),
  file: z.string().optional().describe('relative to datasets/'),
  folder: z.string().optional().describe('relative to datasets/'),
  format: z.string(),
  sha256: z
    .string()
    .nullable()
    .describe('of the file, or of the files of the folder one after another by name; null: made on this machine'),
  count: z.number().int().nullable(),
  licence: z.string(),
  source: z.string(),
  download: downloadSchema.nullable().default(null),
  filters: conversationFiltersSchema.nullable().default(null),
  generator: generatorSchema.nullable().default(null),
  purpose: z.string(),
  note: z.string(),
});
export type Dataset = z.infer<typeof datasetSchema>;

/** `datasets/manifest.yaml` as a whole. */
export const manifestSchema = z.strictObject({ datasets: z.array(datasetSchema).min(1) });

/** The manifest's text as entries, or all that is wrong with it. */
export function manifestOf(text: string): { datasets: Dataset[] } | { wrong: string[] } {
  const result = manifestSchema.safeParse(parse(text));
  if (result.success) return result.data;
  return { wrong: result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) };
}

/** `fetched/NAME.origin.json`: where the prompts of a fetched data set come from. */
export const datasetOriginSchema = z.strictObject({
  version: z.literal(1),
  name: z.string(),
  url: z.string(),
  fetchedAt: z.string(),
  download: z.strictObject({
    file: z.string().describe('relative to datasets/'),
    sha256: z.string(),
    sizeBytes: z.number().int(),
    provedBy: z
      .enum(['manifest', 'nothing'])
      .describe('nothing: the manifest knows no sha256, so this is what came at the first fetch'),
  }),
  filters: conversationFiltersSchema,
  conversations: z.number().int().describe('in the download'),
  prompts: z.number().int().describe('that are left'),
  leftOut: z.record(z.string(), z.number().int()).describe('why, and how many'),
  sha256: z.string().describe('of the prompts'),
});
export type DatasetOrigin = z.infer<typeof datasetOriginSchema>;

/** The files of a data set, in the order in which they are hashed: its one file, or the JSON files of its folder. */
export async function filesOfDataset(
  path: string,
  kind: Dataset['kind'],
  list: (folder: string) => Promise<string[]>,
): Promise<string[]> {
  if (kind === 'prompts') return [path];
  return (await list(path)).filter((name) => name.endsWith('.json')).map((name) => join(path, name));
}
