import { z } from 'zod';
import { readBackListSchema } from './read-back.ts';

const known = {
  default: z.string().optional().describe('what the engine does where nobody says anything, in words'),
  meaning: z
    .string()
    .optional()
    .describe('what the number means to this engine, where engines mean different things by it'),
  readBack: readBackListSchema.optional().describe('where the engine says what it really does'),
};

/**
 * One way an engine can be told a setting of the suite: a Compose variable, a field of every request, a value it
 * always has, or not at all.
 */
export const settingMappingSchema = z.union([
  z.strictObject({
    variable: z.string().describe('Compose variable that carries the value'),
    text: z.string().includes('{}').optional().describe('text of the variable, {} stands for the value'),
    words: z.record(z.string(), z.string()).optional().describe('value -> text of the variable, for single values'),
    whenTrue: z.string().optional().describe('text the variable gets when a boolean setting is on'),
    whenFalse: z.string().optional().describe('text the variable gets when a boolean setting is off'),
    ...known,
  }),
  z.strictObject({ field: z.string().describe('field of the request body that carries the value'), ...known }),
  z.strictObject({
    fixed: z.string().describe('what the engine always does, in words'),
    value: z.string().optional().describe('the same as a value of the setting, so that engines can be compared'),
    ...known,
  }),
  z.strictObject({ unsupported: z.string().describe('why the engine cannot take the setting'), ...known }),
]);
export type SettingMapping = z.infer<typeof settingMappingSchema>;
