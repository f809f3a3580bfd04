import { z } from 'zod';

const bytes = z.number().int().min(0);

/** What one engine needs for a model, or why it cannot take it. */
const modelOnEngineSchema = z.strictObject({
  variables: z.record(z.string(), z.string()).default({}).describe('Compose variables only this model needs'),
  refused: z.string().nullable().default(null).describe('why this engine cannot serve the model'),
  note: z.string().nullable().default(null).describe('what is unconfirmed or to be known of this pair'),
});

/** One entry of `engines/models.yaml`: a short name for a model and what each engine needs to serve it. */
export const modelSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/),
  hubId: z.string().nullable().describe('id on the model hub; null for a model that ships with Dyno'),
  revision: z.string().nullable().default(null).describe('commit of the hub repository; null: none is pinned'),
  licence: z.string().nullable().default(null),
  gated: z
    .boolean()
    .nullable()
    .default(null)
    .describe('the hub gives it only to who accepted its licence; null: unknown'),
  dtype: z.string().nullable().default(null).describe('type or quantisation of the weights'),
  contextLength: z.number().int().positive().describe('longest context the model was made for, tokens'),
  sizes: z
    .strictObject({
      weightsBytes: bytes.describe('in memory'),
      diskBytes: bytes.describe('to be downloaded'),
      estimated: z.boolean().describe('arithmetic, not taken from a file or a model card'),
    })
    .nullable()
    .default(null),
  kv: z
    .strictObject({ layers: bytes, heads: bytes.describe('of keys and values'), headDim: bytes })
    .nullable()
    .default(null)
    .describe('what one token keeps in the cache: 2 x layers x heads x headDim elements'),
  reasoning: z.boolean().default(false).describe('thinks before it answers; reasoning effort is then sent'),
  qualityMeaningless: z.boolean().default(false).describe('too small or simulated: what it says means nothing'),
  engines: z.record(z.string(), modelOnEngineSchema).default({}).describe('by engine'),
  notes: z.string().nullable().default(null),
});
export type Model = z.infer<typeof modelSchema>;

/** `engines/models.yaml` as a whole. */
export const modelsFileSchema = z.strictObject({ models: z.array(modelSchema).min(1) });
