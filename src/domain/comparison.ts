import { z } from 'zod';
import { differenceMethods } from './difference.ts';
import { fairnessComparisonSchema } from './fairness-compare.ts';
import { figureSchema } from './figure.ts';
import { recommendationSchema } from './recommendation.ts';
import { recordedErrorSchema } from './run.ts';
import { measuredBySchema, startupPartSchema } from './startup-times.ts';
import { enforcementSchema } from './statistics.ts';
import { testNames } from './suite.ts';

const number = z.number().nullable();
const state = z.enum(['VALID', 'WARN', 'INVALID']);

/** One run folder that went into a comparison. */
export const comparedRunSchema = z.strictObject({
  folder: z.string().describe('of the run, relative to the folder of the comparison'),
  round: z.number().int().min(1),
  state: z.string().describe('state of its run.json'),
  startedAt: z.string(),
  planHash: z.string(),
  validity: state.nullable(),
  clean: z.boolean().nullable().describe('its clean-up was proved; null: not looked at'),
  startupMs: number.describe('from the start of the run to the first token'),
  error: recordedErrorSchema.nullable().describe('its first error'),
});
export type ComparedRun = z.infer<typeof comparedRunSchema>;

/** An engine of a comparison, measured or not. */
export const comparedEngineSchema = z.strictObject({
  engine: z.string().describe('its name; with the model or a number where several have the same name'),
  title: z.string(),
  model: z.string().nullable(),
  simulated: z.boolean(),
  proven: z.boolean(),
  version: z.string().nullable().describe('by its own word'),
  state: z.enum(['measured', 'failed', 'notRun']),
  why: z.string().nullable().describe('failed: its error; notRun: the reason; measured: what went wrong in some run'),
  validity: state.nullable().describe('worst verdict of all its cells'),
  startupMs: figureSchema,
  runs: z.array(comparedRunSchema),
});
export type ComparedEngine = z.infer<typeof comparedEngineSchema>;

/** Something that was not the same for all engines. */
export const differenceSchema = z.strictObject({
  kind: z.enum(['work', 'machine', 'environment']).describe('work and machine: figures are then not ranked'),
  what: z.string(),
  values: z.array(z.strictObject({ engine: z.string(), value: z.string() })),
});
export type Difference = z.infer<typeof differenceSchema>;

/** A part of the start-up, engines side by side; it is never ranked. */
export const comparedStartupSchema = z.strictObject({
  part: startupPartSchema,
  values: z.array(
    z.strictObject({
      engine: z.string(),
      ms: figureSchema.describe('milliseconds; null: it has no such part, or nobody saw it'),
      by: z.array(measuredBySchema).describe('who measured it; several where runs differ in that'),
    }),
  ),
});
export type ComparedStartup = z.infer<typeof comparedStartupSchema>;

/** A place in a ranking. Rank 1 + the number of engines that are shown to be better, never before a better mean. */
export const rankedSchema = z.strictObject({
  engine: z.string(),
  rank: z.number().int().min(1),
  tiedWith: z.array(z.string()).describe('engines from which no difference is shown'),
  figure: figureSchema,
  verdict: state,
});
export type Ranked = z.infer<typeof rankedSchema>;

/** Two ranked engines of which several runs were made: what the test of `dyno compare` says, B against A. */
export const rankedPairSchema = z.strictObject({
  a: z.string(),
  b: z.string(),
  ahead: z
    .string()
    .nullable()
    .describe('who is better: pAdjusted below 5 % and the better mean; null: no difference shown'),
  relative: number.describe('(B - A) / A'),
  low: number.describe('95 % interval of relative, of this pair and metric alone'),
  high: number,
  method: z.enum(differenceMethods),
  pAdjusted: z
    .number()
    .describe(
      'chance of such an interval where there is no difference; by Holm among all metrics of the two, then among the pairs of the ranking',
    ),
});
export type RankedPair = z.infer<typeof rankedPairSchema>;

export const rankingSchema = z.strictObject({
  metric: z.string(),
  title: z.string(),
  unit: z.string(),
  better: z.enum(['higher', 'lower']),
  ranked: z.array(rankedSchema),
  pairs: z
    .array(rankedPairSchema)
    .default([])
    .describe(
      'ranks follow these; a pair that is not here has single runs and is ranked by the intervals of its figures',
    ),
  notRanked: z.array(z.strictObject({ engine: z.string(), reason: z.string() })),
});
export type Ranking = z.infer<typeof rankingSchema>;

/** What one engine gave in one test at one load level, its repeats and rounds taken together. */
export const testedEngineSchema = z.strictObject({
  engine: z.string(),
  cells: z.array(z.strictObject({ folder: z.string(), cell: z.string(), round: z.number().int(), verdict: state })),
  requests: z.strictObject({
    sent: z.number().int(),
    ok: z.number().int(),
    used: z.number().int().describe('the ok ones of the cells whose figures are used'),
  }),
  verdict: state.describe('worst of the cells'),
  broken: z.array(z.string()).describe('rules that did not hold, worst first, each once'),
  leftOut: z.number().int().describe('INVALID cells whose figures were not used because others are VALID or WARN'),
  figures: z.record(z.string(), figureSchema).describe('by name of the metric'),
  enforcement: enforcementSchema
    .nullable()
    .default(null)
    .describe('json_struct: the proof that schemas bind, of several runs the worst; null: none was made'),
});
export type TestedEngine = z.infer<typeof testedEngineSchema>;

/** One test at one load level, engines side by side. */
export const comparedTestSchema = z.strictObject({
  id: z.string().describe('folder of the cells without the repeat, e.g. throughput/c8'),
  test: z.enum(testNames),
  constraint: z.enum(['schema', 'none']),
  level: z.string().describe('load level in words'),
  concurrency: number.describe('requests in flight of a closed loop; null in an open one'),
  rateOver: z
    .enum(['steady', 'whole'])
    .describe('output tokens/s: steady window if every cell has one, else whole runs'),
  engines: z.array(testedEngineSchema),
  rankings: z.array(rankingSchema),
});
export type ComparedTest = z.infer<typeof comparedTestSchema>;

/** Version of the form of a comparison's summary.json that this code writes; in version 1 figures were medians. */
export const comparisonVersion = 2 as const;

/** `summary.json` of a comparison folder: several engines, from the run folders that it names. */
export const comparisonSchema = z.strictObject({
  version: z.literal(comparisonVersion),
  createdAt: z.string(),
  dynoVersion: z.string(),
  command: z.array(z.string()).describe('arguments that made it'),
  state: z.enum(['complete', 'partial']),
  missing: z.array(z.string()).describe('what of the sequence did not come to be, in sentences'),
  simulated: z.enum(['all', 'some', 'none']),
  rounds: z.number().int().min(1),
  order: z
    .array(z.strictObject({ round: z.number().int(), engine: z.string() }))
    .describe('in which engines were to be run; empty for runs that were brought together afterwards'),
  metrics: z
    .array(
      z.strictObject({
        name: z.string(),
        title: z.string(),
        unit: z.string(),
        better: z.enum(['higher', 'lower']).nullable(),
      }),
    )
    .describe('of `figures`; better null: shown, never ranked'),
  engines: z.array(comparedEngineSchema),
  differences: z.array(differenceSchema),
  fairness: fairnessComparisonSchema
    .default({ settings: [], facts: [] })
    .describe('settings of engines that measured something; empty: made by a version that did not compare them'),
  startup: z.array(comparedStartupSchema).default([]),
  tests: z.array(comparedTestSchema),
  recommendations: z
    .array(recommendationSchema)
    .default([])
    .describe('one for each use case; empty: made by a version that recommended nothing'),
});
export type Comparison = z.infer<typeof comparisonSchema>;

const { shape } = comparisonSchema;
const { startupMs: _made, runs: _runs, ...engineShape } = comparedEngineSchema.shape;

/**
 * What a comparison is made anew from: of a summary.json of any version what its runs do not say. Its figures are not read:
 * version 1 had medians where there are means now, and the runs give them again.
 */
export const comparisonSourceSchema = z.object({
  version: z.union([z.literal(1), z.literal(comparisonVersion)]),
  createdAt: shape.createdAt,
  dynoVersion: shape.dynoVersion,
  command: shape.command,
  missing: shape.missing,
  rounds: shape.rounds,
  order: shape.order,
  engines: z.array(z.object({ ...engineShape, runs: z.array(z.object({ folder: z.string() })) })),
});
