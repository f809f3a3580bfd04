import { z } from 'zod';
import { engineDefinitionSchema } from './engine-definition.ts';
import { modelSchema } from './model.ts';
import { shapeSchema } from './shape.ts';
import { endpointNames, structuredOutputChoices } from './structured-output.ts';
import { freshPromptsChoices, suiteSchema, testNames } from './suite.ts';

/** Where the engine comes from. */
export const targetSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('container'),
    composeFile: z.string().describe('path relative to the repository'),
    service: z.string(),
    variables: z.record(z.string(), z.string()).describe('Compose variables set for this run'),
  }),
  z.strictObject({
    kind: z.literal('endpoint'),
    url: z.string().describe('scheme://host:port[/base] of a server that already runs'),
    bearerFile: z.string().nullable().describe('file that holds the key; the key itself is never stored'),
    headers: z.record(z.string(), z.string()),
    proxy: z.string().nullable().default(null).describe('HTTP proxy that was asked for; never one of the environment'),
    caFile: z
      .string()
      .nullable()
      .default(null)
      .describe('PEM file of the authorities that are trusted instead of the usual'),
    tlsInsecure: z.boolean().default(false).describe('certificates are not checked'),
  }),
  z.strictObject({
    kind: z.literal('process'),
    command: z.string().describe('simulator binary, started as a child where no Docker is'),
    args: z.array(z.string()),
  }),
]);
export type Target = z.infer<typeof targetSchema>;

/** One measurement: a test at one load level, one repeat. It owns one folder of the run. */
export const cellSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9_-]*(\/[a-z0-9][a-z0-9._-]*)+$/)
    .describe('also its folder, e.g. throughput/run-1; so it may lead nowhere else'),
  test: z.enum(testNames),
  constraint: z.enum(['schema', 'none']).describe('schema: answers must follow a JSON schema'),
  shape: shapeSchema,
  repeat: z.number().int().min(1),
  requests: z.number().int().min(1).describe('HTTP requests planned'),
  warmupRequests: z.number().int().min(0),
  batchSize: z.number().int().min(1),
  endpoint: z.enum(endpointNames).describe('a batch of prompts always goes to completions'),
  maxTokens: z.number().int().min(1),
  temperature: z.number(),
  topP: z.number(),
  ignoreEos: z.boolean(),
  structuredOutput: z.enum(structuredOutputChoices).default('native'),
  freshPrompts: z.enum(freshPromptsChoices).default('unique-prompts'),
  requestTimeoutMs: z.number().positive(),
  maxDurationMs: z.number().positive().nullable(),
  seed: z.number().int().describe('differs by test and repeat, so that runs do not share prompts in the same order'),
});
export type Cell = z.infer<typeof cellSchema>;

/** A data set that the plan uses, proved by its hash. */
export const plannedDatasetSchema = z.strictObject({
  name: z.string(),
  path: z.string().describe('relative to the repository, or absolute for a user file'),
  sha256: z.string().nullable().describe('of the file; of all files in order for a folder'),
  count: z.number().int().describe('rows in the file'),
});
export type PlannedDataset = z.infer<typeof plannedDatasetSchema>;

/** Everything that will happen to one engine, in order, before anything starts. */
export const planSchema = z.strictObject({
  version: z.literal(1),
  hash: z.string().describe('sha256 of what decides the work: suite, model, cells, data sets; not host or paths'),
  engine: engineDefinitionSchema,
  model: modelSchema,
  servedModel: z.string().describe('model name that requests ask for'),
  target: targetSchema,
  suite: suiteSchema,
  datasets: z.strictObject({
    prompts: plannedDatasetSchema,
    warmup: plannedDatasetSchema,
    schemas: plannedDatasetSchema,
  }),
  fairness: z
    .array(
      z.strictObject({
        setting: z.string(),
        asked: z.string(),
        how: z.string().describe('Compose variable and value, or why not'),
        state: z.enum(['set', 'fixed', 'unsupported', 'not-controlled']),
      }),
    )
    .describe('suite settings and how this engine takes them'),
  requests: z
    .array(
      z.strictObject({
        test: z.enum(testNames),
        constraint: cellSchema.shape.constraint,
        path: z.string(),
        structuredOutput: z.string().describe('how the JSON schema is asked for, in words; empty without one'),
        freshPrompts: z.enum(freshPromptsChoices),
      }),
    )
    .default([])
    .describe('kinds of requests that this engine gets; each is written out in a workload.jsonl'),
  cells: z.array(cellSchema).min(1),
});
export type Plan = z.infer<typeof planSchema>;
