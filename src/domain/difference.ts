import { z } from 'zod';
import { fairnessSheetSchema } from './fairness.ts';
import { fairnessComparisonSchema } from './fairness-compare.ts';
import { testNames } from './suite.ts';

const number = z.number().nullable();
const facts = z.record(z.string(), z.string());
const better = z.enum(['higher', 'lower']);

/**
 * What chance does to a figure within one run, where there is no other run to see it by. `se` is of the figure's natural
 * logarithm, of a share of the share itself.
 */
export const withinRunSchema = z.strictObject({
  se: z.number().describe('standard error'),
  df: z.number().positive().describe('degrees of freedom: pieces of the run that could be drawn anew, less 1'),
  how: z.enum(['requests', 'time', 'counts']).describe('what was drawn anew; counts: by formula, from two counts'),
});
export type WithinRun = z.infer<typeof withinRunSchema>;

/** A figure of one side in one test, run by run. */
export const sideMetricSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  unit: z.string(),
  better,
  over: z.enum(['steady', 'whole']).nullable().describe('of a rate: what it is over; null: not a rate'),
  values: z
    .array(z.strictObject({ start: z.number().int().min(1), round: z.number().int().nullable(), value: z.number() }))
    .min(1)
    .describe('one for each run of the cell that was not INVALID; start: which start of the engine it belongs to'),
  within: withinRunSchema.nullable().describe('null: it cannot be told, or, but of shares, there are several runs'),
});
export type SideMetric = z.infer<typeof sideMetricSchema>;

/** One test at one load level, of one side. */
export const sideTestSchema = z.strictObject({
  id: z.string().describe('folder of the cells without the repeat'),
  test: z.enum(testNames),
  level: z.string().describe('load level in words'),
  concurrency: number.describe('requests in flight of a closed loop; null in an open one'),
  verdict: z.enum(['VALID', 'WARN', 'INVALID']),
  broken: z.array(z.string()).default([]).describe('rules that did not hold in its cells, those of INVALID first'),
  unusable: z.string().nullable().describe('why none of its figures may be compared; null: they may'),
  facts: facts.describe('what the cells asked'),
  metrics: z.array(sideMetricSchema),
});
export type SideTest = z.infer<typeof sideTestSchema>;

/** One side of a comparison: an engine with all runs of it that belong together. */
export const sideSchema = z.strictObject({
  name: z.string(),
  engine: z.string(),
  title: z.string(),
  simulated: z.boolean(),
  profiled: z.boolean(),
  folders: z.array(z.string()).describe('paths of its runs; in a baseline their names'),
  runs: z.array(z.string()).default([]).describe('ids of its runs: a run is never compared with itself; older: none'),
  sequence: z.string().nullable().describe('folder of the bench-all whose rounds these are; null: runs of their own'),
  work: facts,
  machine: facts,
  environment: facts.describe('versions and surroundings, engine and image too'),
  fairness: fairnessSheetSchema,
  tests: z.array(sideTestSchema),
  missing: z
    .array(
      z.strictObject({
        id: z.string().describe('of the test'),
        level: z.string(),
        cell: z.string(),
        start: z.number().int().min(1).describe('of its run among the folders'),
        why: z.string(),
      }),
    )
    .default([])
    .describe('cells that were planned and have no figures: not measured to their end, or their samples are damaged'),
});
export type Side = z.infer<typeof sideSchema>;

/** The file of `--write-baseline`: one side, enough to compare later runs with after its folders are gone. */
export const baselineSchema = z.strictObject({
  version: z.literal(1),
  createdAt: z.string(),
  dynoVersion: z.string(),
  side: sideSchema,
  sha256: z
    .string()
    .nullable()
    .default(null)
    .describe('of `side` as JSON without white space: shows a file that was edited; null: older than that'),
});
export type Baseline = z.infer<typeof baselineSchema>;

export const differenceMethods = [
  'welch',
  'paired-rounds',
  'one-against-runs',
  'paired-bootstrap',
  'bootstrap',
] as const;

/** One metric of one test at one level: B against A. */
export const differenceSchema = z.strictObject({
  metric: z.string(),
  title: z.string(),
  unit: z.string(),
  better,
  test: z.enum(testNames),
  id: z.string().describe('of the test at its level'),
  level: z.string(),
  a: number.describe('geometric mean over runs; of a share the mean'),
  b: number.describe('null: B does not have the figure'),
  runs: z.strictObject({ a: z.number().int(), b: z.number().int() }).describe('values that it rests on'),
  relative: number.describe('(B - A) / |A|'),
  low: number.describe('95 % interval of relative'),
  high: number,
  method: z.enum(differenceMethods).nullable(),
  minEffect: z.number().describe('a smaller relative difference is not asked about'),
  p: number.describe('chance of such an interval beyond the minimum effect where there is none; not adjusted'),
  pAdjusted: number.describe('by Holm, among all comparisons of this pair'),
  answer: z.enum(['faster', 'slower', 'no difference shown', 'not comparable']),
  why: z.string().describe('what the answer rests on, in words'),
});
export type Difference = z.infer<typeof differenceSchema>;

/** A load level at which the curves of two sides cross. */
export const crossoverSchema = z.strictObject({
  test: z.enum(testNames),
  metric: z.string(),
  title: z.string(),
  between: z
    .tuple([z.number(), z.number()])
    .describe(
      'measured levels (requests in flight) around it; where it is shown, the nearest at which a difference is',
    ),
  at: z.number().describe('by a straight line between them, of the difference over the logarithm of the level'),
  low: number.describe(
    'least level at which the 95 % intervals let the straight lines cross, not the curves; null: below all measured ones',
  ),
  high: number.describe('null: above all measured ones'),
  betterBelow: z.string().describe('side that is ahead below it'),
  betterAbove: z.string(),
  shown: z.boolean().describe('a difference is shown on both sides of it; else it may be chance'),
});
export type Crossover = z.infer<typeof crossoverSchema>;

/** B against A. */
export const comparedPairSchema = z.strictObject({
  a: z.string(),
  b: z.string(),
  sameWork: z.boolean(),
  differing: z
    .array(
      z.strictObject({
        kind: z.enum(['work', 'machine', 'environment', 'setting']),
        what: z.string(),
        a: z.string(),
        b: z.string(),
      }),
    )
    .describe('everything that was not the same, work and machine first'),
  fairness: fairnessComparisonSchema,
  leftOut: z
    .array(z.strictObject({ id: z.string(), level: z.string(), why: z.string() }))
    .describe('tests that cannot be compared'),
  doubtful: z
    .array(z.strictObject({ id: z.string(), level: z.string(), why: z.string() }))
    .describe(
      'tests that were compared although a rule warns of a side; with --strict they end the command with code 3',
    ),
  comparisons: z.number().int().describe('answers that chance could have made wrong; Holm is over these'),
  differences: z.array(differenceSchema),
  crossovers: z.array(crossoverSchema),
  notes: z.array(z.string()).describe('what limits the answers'),
  failed: z
    .array(z.strictObject({ id: z.string(), level: z.string(), metric: z.string(), text: z.string() }))
    .describe('regressions that end the command with its own exit code'),
});
export type ComparedPair = z.infer<typeof comparedPairSchema>;

/** What `dyno compare --json` prints: the first side against each other one. */
export const comparedSidesSchema = z.strictObject({
  version: z.literal(1),
  createdAt: z.string(),
  dynoVersion: z.string(),
  command: z.array(z.string()),
  minEffect: z.number(),
  strict: z.boolean().describe('doubtful tests count as failed'),
  confidence: z.literal(0.95),
  sides: z.array(sideSchema),
  pairs: z.array(comparedPairSchema),
});
export type ComparedSides = z.infer<typeof comparedSidesSchema>;
