import { z } from 'zod';
import { structuredOutputSchema } from './structured-output.ts';

/** One way an engine can be told a setting of the suite: a Compose variable, a value it always has, or not at all. */
export const settingMappingSchema = z.union([
  z.strictObject({
    variable: z.string().describe('Compose variable that carries the value'),
    whenTrue: z.string().optional().describe('text the variable gets when a boolean setting is on'),
    whenFalse: z.string().optional().describe('text the variable gets when a boolean setting is off'),
  }),
  z.strictObject({ fixed: z.string().describe('what the engine always does, in words') }),
  z.strictObject({ unsupported: z.string().describe('why the engine cannot take the setting') }),
]);
export type SettingMapping = z.infer<typeof settingMappingSchema>;

const fields = z.array(z.string().regex(/^[a-z][a-z0-9_]*$/));

/** `engines/NAME/engine.yaml`: what a Compose file cannot say about an engine. */
export const engineDefinitionSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.string().describe('name shown in reports'),
  needs: z.enum(['cpu', 'nvidia-gpu']),
  proven: z.boolean().describe('false: the definition comes from sources and was never run by us'),
  simulated: z.boolean().default(false).describe('true: no model is computed; every page says SIMULATED'),
  service: z.string().describe('service of compose/SERVICE.yaml'),
  port: z.number().int().min(1).max(65535).describe('port inside the container'),
  readiness: z.strictObject({
    healthPath: z.string().startsWith('/'),
    deadlineS: z.number().positive(),
  }),
  models: z.array(z.string()).min(1).describe('aliases of models.yaml; the first is the default'),
  api: z.strictObject({
    chatPath: z.string().startsWith('/'),
    completionsPath: z.string().startsWith('/'),
    defaultEndpoint: z.enum(['chat', 'completions']),
    maxTokensField: z.enum(['max_tokens', 'max_completion_tokens']).describe('of a chat; completions have max_tokens'),
    takes: z
      .strictObject({ chat: fields, completions: fields })
      .describe('fields that it knows and honours: no other is ever sent'),
    extraBody: z.record(z.string(), z.unknown()).default({}).describe('added to every request body'),
    prefixCacheOffBody: z
      .record(z.string(), z.unknown())
      .default({})
      .describe('added where the suite turns prefix caching off'),
    structuredOutput: structuredOutputSchema,
    tokenize: z
      .strictObject({
        path: z.string().startsWith('/'),
        body: z.record(z.string(), z.unknown()).describe('$text stands for the text, $model for the model served'),
        countPointer: z.string().startsWith('/').describe('to the number of tokens, or to the list of them'),
      })
      .nullable()
      .default(null)
      .describe('POST that tells how many tokens a text has; null: prompts of set lengths are only about as long'),
    batch: z.boolean().default(true).describe('false: one prompt in a completions call'),
    checksModelName: z.boolean().describe('false: the server answers to any model name'),
    sendsDone: z.boolean().default(true).describe('false: a stream ends without [DONE], by its finish reason alone'),
  }),
  hostMemoryPerWeights: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('main memory it needs while it starts, as a multiple of the weights; null: no more than others'),
  settings: z.record(z.string(), settingMappingSchema),
  metrics: z.strictObject({
    path: z.string().startsWith('/'),
    format: z.enum(['prometheus', 'none']),
    names: z
      .record(z.string(), z.string().nullable())
      .describe('normalised name -> metric; a leading * matches a suffix'),
  }),
  startup: z.array(z.strictObject({ phase: z.string(), mark: z.string() })).default([]),
  versionFrom: z.strictObject({ path: z.string(), pointer: z.string() }).nullable().default(null),
  resetPrefixCache: z
    .strictObject({
      method: z.enum(['GET', 'POST']),
      path: z.string(),
      okPointer: z.string().nullable().describe('place of the answer that is true when it was done; null: 200 says it'),
      clearsGrammars: z.boolean().default(false).describe('it also forgets the grammars of JSON schemas'),
    })
    .nullable()
    .default(null),
  quirks: z.array(z.string()).default([]),
});
export type EngineDefinition = z.infer<typeof engineDefinitionSchema>;
