import { z } from 'zod';
import { askedLengthsSchema, lengthsOf, longestOf } from './lengths.ts';
import { limitsSchema } from './limits.ts';
import { type Shape, shapeSchema } from './shape.ts';
import { structuredOutputChoices } from './structured-output.ts';
import { sweepSchema } from './sweep.ts';

/** Names of the three tests, as in result files. */
export const testNames = ['throughput', 'json_struct', 'low_latency'] as const;
export type TestName = (typeof testNames)[number];

/** How a prompt that is asked again is kept from being answered out of a prefix cache. */
export const freshPromptsChoices = ['unique-prompts', 'cache-salt'] as const;

const concurrency = z.number().int().min(1).max(10_000);

const requestCount = z.number().int().min(1).max(1_000_000);

/** Settings of a test. Everything that is a number has its unit in its name. */
const settingsSchema = z.strictObject({
  enabled: z.boolean().default(true),
  concurrency: z
    .union([concurrency, z.array(concurrency).min(1)])
    .optional()
    .describe('closed loop: requests in flight; a list measures every level. Short for a load of kind concurrency'),
  load: z
    .union([shapeSchema, z.array(shapeSchema).min(1)])
    .optional()
    .describe('how requests are released, in place of concurrency; a list measures every level'),
  requests: requestCount.optional().describe('measured requests per run; either this or durationS'),
  durationS: z
    .number()
    .positive()
    .max(86_400)
    .optional()
    .describe('requests are sent for this long, in place of a number of them; those in flight then end by themselves'),
  preparedRequests: requestCount
    .optional()
    .describe('closed loop with durationS: requests made ready beforehand; left out: 200 a second for each in flight'),
  runs: z.number().int().min(1).max(100).default(1),
  warmupRequests: z.number().int().min(0).max(10_000).default(4),
  batchSize: z.number().int().min(1).max(512).default(1).describe('prompts in one /v1/completions call'),
  endpoint: z.enum(['chat', 'completions', 'engine-default']).default('engine-default'),
  input: askedLengthsSchema
    .optional()
    .describe('prompts made of words, with these lengths as the engine counts them, in place of a data set'),
  output: askedLengthsSchema.optional().describe('answers of exactly these lengths, in place of maxTokens'),
  cases: z
    .string()
    .optional()
    .describe('file of fixed cases (id, prompt, newTokens, repeats), in place of data set, requests and maxTokens'),
  maxTokens: z.number().int().min(1).max(131_072),
  temperature: z.number().min(0).max(2),
  topP: z.number().gt(0).max(1),
  ignoreEos: z.boolean().default(false),
  unconstrainedRequests: z
    .number()
    .int()
    .min(0)
    .nullable()
    .default(null)
    .describe('json_struct: how many of its requests get a twin without the schema; null: every one'),
  enforcementRequests: z
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(10)
    .describe('json_struct: requests with a prompt that leads away from JSON, to prove that the schema binds; 0: none'),
  structuredOutput: z
    .enum(structuredOutputChoices)
    .default('native')
    .describe("json_struct: each engine's own spelling of a schema, or the common response_format everywhere"),
  freshPrompts: z
    .enum(freshPromptsChoices)
    .default('unique-prompts')
    .describe('a prompt asked again: gets a numbered first line, or stays and has a cache_salt of its own'),
  resetCache: z
    .boolean()
    .nullable()
    .default(null)
    .describe('the prefix cache is emptied before each run; null: where it is on and the engine is ours and has a way'),
  requestTimeoutS: z.number().positive().default(300),
  maxDurationS: z.number().positive().nullable().default(null),
});
export type TestSettings = z.infer<typeof settingsSchema>;

/** The load levels of a test, in the order in which they are measured. */
export function levelsOf(settings: Pick<TestSettings, 'concurrency' | 'load'>): Shape[] {
  const short = [settings.concurrency ?? []].flat();
  const closed = short.map((requests): Shape => ({ kind: 'concurrency', concurrency: requests }));
  return [...closed, ...[settings.load ?? []].flat()];
}

type Wrong = (key: keyof TestSettings, message: string) => void;

/** Exactly one of the two forms, and no level twice: a level owns a folder. */
function checkLevels(settings: TestSettings, wrong: Wrong): void {
  if (settings.concurrency !== undefined && settings.load !== undefined) {
    wrong('load', 'give either concurrency (a closed loop) or load, not both');
    return;
  }
  const levels = levelsOf(settings).map((shape) => JSON.stringify(shape));
  if (levels.length === 0) wrong('concurrency', 'give concurrency, or load with a kind');
  if (new Set(levels).size < levels.length) {
    wrong(settings.load === undefined ? 'concurrency' : 'load', 'every level once: the list has one twice');
  }
}

function checkBound(settings: TestSettings, wrong: Wrong): void {
  const { requests, durationS, preparedRequests } = settings;
  if (requests !== undefined && durationS !== undefined) {
    wrong('durationS', 'give either requests or durationS, not both; maxDurationS caps a number of requests');
  }
  if (requests === undefined && durationS === undefined) wrong('requests', 'give requests, or durationS');
  if (durationS === undefined) {
    if (preparedRequests !== undefined) wrong('preparedRequests', 'has a meaning with durationS only');
    return;
  }
  if (levelsOf(settings).some(({ kind }) => kind === 'burst')) {
    wrong('durationS', 'a burst sends everything at once: give requests');
  }
}

/** Cases are asked one after another; so nothing else may be in flight. */
function checkCases(settings: TestSettings, wrong: Wrong): void {
  if (settings.cases === undefined) return;
  const one = levelsOf(settings).every((shape) => shape.kind === 'concurrency' && shape.concurrency === 1);
  if (!one) wrong('cases', 'cases are asked one after another: they need concurrency 1');
  if (settings.batchSize > 1) wrong('batchSize', 'cases are asked one by one: they need batchSize 1');
}

const testSchema = settingsSchema.superRefine((settings, context) => {
  const wrong: Wrong = (key, message) => context.addIssue({ code: 'custom', path: [key], message });
  checkLevels(settings, wrong);
  checkBound(settings, wrong);
  checkCases(settings, wrong);
});

/** What makes the requests of json_struct is its schemas. */
const ofSchemas = ['durationS', 'input', 'output', 'cases'] as const;

const jsonTestSchema = testSchema.superRefine((settings, context) => {
  for (const key of ofSchemas.filter((each) => settings[each] !== undefined)) {
    context.addIssue({ code: 'custom', path: [key], message: 'json_struct asks by its schemas, a number of requests' });
  }
});

/** The longest answer that a test asks for, in tokens. */
export function longestAnswer(settings: TestSettings): number {
  const output = lengthsOf(settings.output);
  return output === null ? settings.maxTokens : longestOf(output);
}

const telemetrySchema = z.strictObject({
  intervalMs: z
    .number()
    .int()
    .min(100)
    .max(60_000)
    .default(1_000)
    .describe('engine, GPU and host are read this often while the load runs'),
  gpu: z
    .enum(['auto', 'dcgm', 'nvidia-smi', 'none'])
    .default('auto')
    .describe('who reads the GPU; auto: dcgm-exporter where it can run, else nvidia-smi'),
  keepRaw: z.boolean().default(true).describe('the metrics of the engine are kept as it sent them, compressed'),
});

/** A suite: the parameters of the tests, the same for every engine. One YAML file in `k6/suites/`. */
export const suiteSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  description: z.string(),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .describe('orders prompts and seeds every request'),
  engine: z.strictObject({
    maxNumSeqs: z.number().int().min(1).describe('sequences the engine may run at once'),
    contextLength: z.number().int().min(64).describe('tokens of context per sequence'),
    prefixCache: z.boolean(),
    kvCacheDtype: z.string(),
    streamInterval: z.number().int().min(1).describe('tokens per streamed chunk'),
    graphMaxSeqs: z
      .number()
      .int()
      .min(0)
      .nullable()
      .default(null)
      .describe(
        'largest batch captured as a CUDA graph; 0: no graphs; null: maxNumSeqs, so that no batch goes without',
      ),
    memoryShare: z.number().gt(0).lte(1).describe('share of GPU memory the engine may take'),
    reasoningEffort: z.enum(['low', 'medium', 'high']).nullable(),
    seed: z.number().int().min(0).default(0).describe('seed of the server; requests have their own'),
    jsonWhitespace: z
      .boolean()
      .default(false)
      .describe('true: an answer under a schema may hold any white space; false: it is compact'),
  }),
  dataset: z.strictObject({
    prompts: z.string().describe('name in datasets/manifest.yaml, or path of a JSONL or text file'),
    warmup: z.string(),
    schemas: z.string(),
    enforcement: z.string().default('enforcement').describe('schemas of its own, so that those measured stay cold'),
    repeats: z
      .enum(['numbered', 'refuse'])
      .default('numbered')
      .describe('a prompt that is asked again gets a numbered first line; or: too few prompts are an error'),
  }),
  slo: z.strictObject({
    ttftMs: z.number().positive(),
    tpotMs: z.number().positive(),
    e2eMs: z.number().positive().nullable(),
  }),
  gpuUsdPerHour: z.number().positive().nullable(),
  telemetry: telemetrySchema.default(() => telemetrySchema.parse({})).describe('what is read beside the load'),
  limits: limitsSchema.default(() => limitsSchema.parse({})).describe('where rules on telemetry begin to warn'),
  tests: z.strictObject({ throughput: testSchema, json_struct: jsonTestSchema, low_latency: testSchema }),
  request: z
    .strictObject({
      template: z.string().min(1).describe('file with the body of a request, a Handlebars template that gives JSON'),
      path: z.string().startsWith('/').default('/v1/chat/completions').describe('where the requests are sent'),
    })
    .nullable()
    .default(null)
    .describe('for a server whose requests are written otherwise; its answer must still be an OpenAI stream'),
  sweep: sweepSchema
    .default({})
    .describe('keys of this file with the values each is to take: every combination is run'),
});
export type Suite = z.infer<typeof suiteSchema>;
