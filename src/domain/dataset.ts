import { z } from 'zod';

/** An entry of `datasets/manifest.yaml`. */
export const datasetSchema = z.looseObject({
  name: z.string(),
  kind: z.enum(['prompts', 'schemas']),
  file: z.string().optional().describe('relative to datasets/'),
  folder: z.string().optional().describe('relative to datasets/'),
  sha256: z.string().nullable().describe('of the file, or of the files of the folder one after another by name'),
  count: z.number().int().nullable(),
  licence: z.string(),
});
export type Dataset = z.infer<typeof datasetSchema>;

/** `datasets/manifest.yaml` as a whole. */
export const manifestSchema = z.looseObject({ datasets: z.array(datasetSchema).min(1) });
