import { z } from 'zod';
import { engineFactSchema } from './engine-facts.ts';
import { metricMappingSchema } from './metric-mapping.ts';
import { profilerSchema } from './profile.ts';
import { readBackListSchema } from './read-back.ts';
import { settingMappingSchema } from './setting-mapping.ts';
import { startupPhaseSchema } from './startup.ts';
import { structuredOutputSchema } from './structured-output.ts';

export type { SettingMapping } from './setting-mapping.ts';

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
  entrypoint: z
    .array(z.string())
    .default([])
    .describe('program that the image starts before the command of the Compose file; for a start outside Docker'),
  hostMemoryPerWeights: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('main memory it needs while it starts, as a multiple of the weights; null: no more than others'),
  settings: z.record(z.string(), settingMappingSchema).describe('how it takes each key of suite.engine'),
  facts: z
    .partialRecord(engineFactSchema, readBackListSchema)
    .default({})
    .describe('what matters to figures though the suite does not ask for it, and where it can be read'),
  metrics: metricMappingSchema,
  startup: z
    .array(z.strictObject({ phase: startupPhaseSchema, mark: z.string() }))
    .default([])
    .describe('log marks in the order in which they come: a mark ends its phase'),
  startupTold: z
    .partialRecord(startupPhaseSchema, readBackListSchema)
    .default({})
    .describe('seconds (or HH:MM:SS) that the engine itself says a phase took'),
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
  profile: profilerSchema.default({ unsupported: 'its definition names no profiler' }),
  quirks: z.array(z.string()).default([]),
});
export type EngineDefinition = z.infer<typeof engineDefinitionSchema>;
