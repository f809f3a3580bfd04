import { z } from 'zod';

/** One entry of `engines/models.yaml`: a short name for a model and what each engine needs to serve it. */
export const modelSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/),
  hubId: z.string().nullable().describe('id on the model hub; null for a model that ships with Dyno'),
  contextLength: z.number().int().positive().describe('longest context the model was made for, tokens'),
  reasoning: z.boolean().default(false).describe('thinks before it answers; reasoning effort is then sent'),
  qualityMeaningless: z.boolean().default(false).describe('too small or simulated: what it says means nothing'),
  engines: z
    .record(z.string(), z.strictObject({ variables: z.record(z.string(), z.string()).default({}) }))
    .default({})
    .describe('per engine: Compose variables only this model needs'),
  notes: z.string().nullable().default(null),
});
export type Model = z.infer<typeof modelSchema>;

/** `engines/models.yaml` as a whole. */
export const modelsFileSchema = z.strictObject({ models: z.array(modelSchema).min(1) });
