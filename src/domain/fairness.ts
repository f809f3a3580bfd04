import { z } from 'zod';
import { engineFactSchema } from './engine-facts.ts';

/** How an engine takes a setting, as the plan knows it. */
export const plannedSettingSchema = z.strictObject({
  setting: z.string(),
  asked: z.string(),
  how: z.string().describe('Compose variable and value, field of the request, or why not'),
  state: z.enum(['set', 'sent', 'fixed', 'unsupported', 'not-controlled']),
});
export type PlannedSetting = z.infer<typeof plannedSettingSchema>;

const readFrom = z.string().nullable().describe('where the engine says so; null: it cannot be read back');

/** One setting of the suite on one engine. */
export const sheetSettingSchema = plannedSettingSchema.extend({
  state: z
    .enum([...plannedSettingSchema.shape.state.options, 'differs'])
    .describe('differs: it was set, and the engine says that it does something else'),
  effective: z.string().nullable().describe('what the engine really does, in its own words; null: unknown'),
  readFrom,
  asAsked: z.boolean().nullable().describe('effective is what was asked; null: unknown, or nothing certain was asked'),
  default: z.string().nullable().describe('what the engine does where nobody says anything'),
  meaning: z.string().nullable().describe('what the number means to this engine, where engines differ in that'),
});
export type SheetSetting = z.infer<typeof sheetSettingSchema>;

export const sheetFactSchema = z.strictObject({ fact: engineFactSchema, value: z.string().nullable(), readFrom });
export type SheetFact = z.infer<typeof sheetFactSchema>;

/** `fairness.json`: what was asked of the engine, and what it says of itself. */
export const fairnessSheetSchema = z.strictObject({
  version: z.literal(1),
  engine: z.string(),
  title: z.string(),
  simulated: z.boolean(),
  engineVersion: z.string().nullable(),
  image: z.string().nullable().describe('reference and digest (or id, for an image built here); null: no container'),
  settings: z.array(sheetSettingSchema),
  facts: z.array(sheetFactSchema).describe('not asked for by any suite, and decisive all the same'),
  pinned: z.array(z.string()).describe('sampling fields that every request brings, so that no server default decides'),
});
export type FairnessSheet = z.infer<typeof fairnessSheetSchema>;
