import { z } from 'zod';
import { type Distribution, distributionSchema, type Percentile } from './statistics.ts';
import { testNames } from './suite.ts';

const number = z.number().nullable();
const state = z.enum(['VALID', 'WARN', 'INVALID']);

/** The mean of the values that single runs gave, and how far chance moves it. */
export const meanSchema = z.strictObject({
  count: z.number().int().describe('runs that gave a value'),
  mean: number,
  sd: number.describe('standard deviation of single runs; null below two'),
  low: number.describe("lower bound of the mean's 95 % interval by Student's t; null below two runs"),
  high: number,
  cv: number.describe('sd / |mean|; null below two runs, or where the mean is 0'),
});
export type Mean = z.infer<typeof meanSchema>;

/** A run whose value lies far from those of the other runs. It is named and stays in every figure. */
export const outlierSchema = z.strictObject({
  run: z.number().int(),
  value: z.number(),
  score: number.describe('0.6745 x distance from the median / median distance; null: the other runs are all the same'),
});
export type Outlier = z.infer<typeof outlierSchema>;

/** One figure of a test over its runs. */
export const repeatedSchema = z.strictObject({
  metric: z.string().describe('as in comparisons'),
  title: z.string(),
  unit: z.string(),
  better: z.enum(['higher', 'lower']).nullable().describe('null: it is shown, never ranked'),
  values: z
    .array(z.strictObject({ run: z.number().int(), value: number }))
    .describe('null: that run has none, or too few requests for it'),
  least: number,
  most: number,
  mean: meanSchema,
  outliers: z
    .array(outlierSchema)
    .nullable()
    .describe('null: not looked for: fewer than 5 values, or a figure that is only shown'),
});
export type Repeated = z.infer<typeof repeatedSchema>;

/** Requests of all runs put together as if they were one. What differs from run to run is hidden in it. */
export const pooledSchema = z.strictObject({
  ttftMs: distributionSchema,
  tpotMs: distributionSchema,
  e2eMs: distributionSchema,
  responseTtftMs: distributionSchema.nullable().describe('from the intended send; null in a closed loop'),
  responseE2eMs: distributionSchema.nullable(),
});
export type Pooled = z.infer<typeof pooledSchema>;

/** A test at one load level, point of a sweep or case, over its repeats within a run of Dyno. */
export const repeatsSchema = z.strictObject({
  series: z.string().describe('folder of the cells without the repeat, e.g. throughput/c8'),
  test: z.enum(testNames),
  level: z.string().describe('in words'),
  runs: z.array(z.strictObject({ run: z.number().int(), cell: z.string(), verdict: state })),
  leftOut: z.number().int().describe('INVALID cells that are in no figure because others are VALID or WARN'),
  rateOver: z.enum(['steady', 'whole']).describe('output tokens/s: steady window if every cell has one'),
  metrics: z.array(repeatedSchema),
  pooled: pooledSchema,
});
export type Repeats = z.infer<typeof repeatsSchema>;

const pooledOf: Record<string, (pooled: Pooled) => Distribution> = {
  ttft: ({ responseTtftMs, ttftMs }) => responseTtftMs ?? ttftMs,
  e2e: ({ responseE2eMs, e2eMs }) => responseE2eMs ?? e2eMs,
  tpot: ({ tpotMs }) => tpotMs,
  serviceTtft: ({ ttftMs }) => ttftMs,
  serviceE2e: ({ e2eMs }) => e2eMs,
};

/**
 * What a percentile of single runs, e.g. `ttftP95Ms`, is over the requests of all runs; null for other figures, and
 * where no request has one.
 */
export function pooledPercentile({ pooled }: Pick<Repeats, 'pooled'>, metric: string): Percentile | null {
  const [, name = '', p] = /^(\w+?)P(\d+)Ms$/.exec(metric) ?? [];
  const all = pooledOf[name]?.(pooled);
  if (all === undefined || all.count === 0) return null;
  return all.percentiles.find((entry) => entry.p === Number(p)) ?? null;
}
