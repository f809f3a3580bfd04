import { z } from 'zod';
import { engineDefinitionSchema } from './engine-definition.ts';
import { plannedSettingSchema } from './fairness.ts';
import { lengthsSchema } from './lengths.ts';
import { modelSchema } from './model.ts';
import { requestTemplateSchema } from './request-template.ts';
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
    .regex(/^[a-z][a-z0-9_-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/)
    .describe('also its folder, e.g. throughput/run-1; so it may lead nowhere else'),
  test: z.enum(testNames),
  constraint: z.enum(['schema', 'none']).describe('schema: answers must follow a JSON schema'),
  purpose: z
    .enum(['speed', 'enforcement'])
    .default('speed')
    .describe("enforcement: only a working grammar can pass; its speed is nobody's figure"),
  twinOf: z
    .string()
    .nullable()
    .default(null)
    .describe('id of the cell whose requests this one repeats without their schema, request by request'),
  shape: shapeSchema,
  repeat: z.number().int().min(1),
  point: z.record(z.string(), z.json()).default({}).describe("values of the sweep's keys that make this cell"),
  caseId: z.string().nullable().default(null).describe('the case that is asked again and again; null: no case list'),
  requests: z.number().int().min(1).describe('HTTP requests planned; with durationMs in a closed loop those prepared'),
  durationMs: z.number().positive().nullable().default(null).describe('requests are sent for this long'),
  warmupRequests: z.number().int().min(0),
  batchSize: z.number().int().min(1),
  endpoint: z.enum(endpointNames).describe('a batch of prompts always goes to completions'),
  input: lengthsSchema.nullable().default(null).describe('prompts are made of words, of these lengths in tokens'),
  output: lengthsSchema.nullable().default(null).describe('answers are to have exactly these lengths in tokens'),
  maxTokens: z.number().int().min(1).describe('the most tokens that an answer may have'),
  temperature: z.number(),
  topP: z.number(),
  ignoreEos: z.boolean(),
  structuredOutput: z.enum(structuredOutputChoices).default('native'),
  freshPrompts: z.enum(freshPromptsChoices).default('unique-prompts'),
  resetCache: z.boolean().nullable().default(null),
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

/** One case of a case list: a prompt, how many tokens it asks for, and how often it is asked. */
export const fixedCaseSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
    .max(80)
    .describe('also the name of its folder'),
  prompt: z.string().min(1),
  newTokens: z.number().int().min(1).max(131_072),
  repeats: z.number().int().min(1).max(100_000),
});
export type FixedCase = z.infer<typeof fixedCaseSchema>;

/** A case list that a test of the plan uses. */
export const caseListSchema = z.strictObject({
  test: z.enum(testNames),
  path: z.string(),
  sha256: z.string(),
  cases: z.array(fixedCaseSchema).min(1),
});
export type CaseList = z.infer<typeof caseListSchema>;

/** A variable of the environment that changed the suite. */
export const overrideSchema = z.strictObject({
  variable: z.string(),
  value: z.string(),
  keys: z.array(z.string()).describe('keys of the suite that it set'),
  overruled: z.boolean().describe('a flag said otherwise'),
});
export type Override = z.infer<typeof overrideSchema>;

/** What became of a plan that an older version wrote. */
export const migratedSchema = z.strictObject({
  from: z.number().int().describe('version of the plan.yaml that was read'),
  unknown: z.array(z.string()).describe('what such a run cannot tell, in words'),
});

/** The version of plan.yaml that is written; older ones are brought to it by results/migrate/. */
export const planVersion = 2;

/** Everything that will happen to one engine, in order, before anything starts. */
export const planSchema = z.strictObject({
  version: z.literal(planVersion),
  hash: z.string().describe('sha256 of what decides the work: suite, model, cells, data sets; not host or paths'),
  engine: engineDefinitionSchema,
  model: modelSchema,
  servedModel: z.string().describe('model name that requests ask for'),
  target: targetSchema,
  suite: suiteSchema,
  sweepPoint: z
    .record(z.string(), z.json())
    .default({})
    .describe('of a sweep that takes several runs: the values of this one'),
  environment: z.array(overrideSchema).default([]).describe('BENCHMARK_ variables that changed the suite'),
  caseLists: z.array(caseListSchema).default([]),
  profile: z.boolean().default(false).describe("the engine's own profiler is on: the figures are not for comparison"),
  requestTemplate: requestTemplateSchema
    .nullable()
    .default(null)
    .describe("bodies are the user's own; null: the engine's dialect"),
  datasets: z.strictObject({
    prompts: plannedDatasetSchema,
    warmup: plannedDatasetSchema,
    schemas: plannedDatasetSchema,
    enforcement: plannedDatasetSchema.nullable().default(null).describe('null where no cell proves enforcement'),
  }),
  fairness: z.array(plannedSettingSchema).describe('suite settings and how this engine takes them'),
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
  migrated: migratedSchema.nullable().default(null).describe('null: it was written as it is'),
});
export type Plan = z.infer<typeof planSchema>;
