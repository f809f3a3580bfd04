import { z } from 'zod';
import { type EngineMetric, engineHistogramNames, engineMetricNames, engineMetricSchema } from './engine-metric.ts';

const name = z
  .string()
  .regex(/^\*?[a-zA-Z_:][a-zA-Z0-9_:]*$/)
  .describe('of a metric; a leading * matches a suffix, where prefixes vary from version to version');

/** Several metrics that are one thing together, or only some of the series of one. */
const sumSchema = z.strictObject({
  sum: z.array(name).min(1).describe('all of them must be there'),
  labels: z
    .record(z.string(), z.array(z.string()).min(1))
    .default({})
    .describe('only series whose label has one of these values'),
});

const candidateSchema = z.union([name, sumSchema]);
export type MetricCandidate = z.infer<typeof candidateSchema>;

const oneOrMore = <T extends z.ZodType>(schema: T) => z.union([schema, z.array(schema).min(1)]);

/** `metrics` of an engine.yaml: where the engine tells its metrics, and what it calls the words of engine-metric.ts. */
export const metricMappingSchema = z.strictObject({
  path: z.string().startsWith('/'),
  format: z.enum(['prometheus', 'none']),
  names: z
    .partialRecord(engineMetricSchema, oneOrMore(candidateSchema).nullable())
    .describe(
      'word -> metric, or several of which the first that is there counts (versions differ); null: it has none',
    ),
  histograms: z
    .partialRecord(z.enum(engineHistogramNames), oneOrMore(name))
    .default({})
    .describe('family whose _sum and _count fill NAMESumS and NAMECount'),
  required: z
    .array(engineMetricSchema)
    .default([])
    .describe('words that an answer of this engine always has: one that lacks any is a gap'),
  instead: z
    .strictObject({ path: z.string().startsWith('/'), format: z.literal('iteration-stats') })
    .nullable()
    .default(null)
    .describe('read where `path` is not there (404), and never beside it: reading it removes what was read'),
});
export type MetricMapping = z.infer<typeof metricMappingSchema>;

/** The words that this engine has a metric for, in the order of the vocabulary. */
export function mappedMetrics({ names, histograms }: MetricMapping): EngineMetric[] {
  const ofHistograms = Object.keys(histograms).flatMap((histogram) => [`${histogram}SumS`, `${histogram}Count`]);
  return engineMetricNames.filter((word) => (names[word] ?? null) !== null || ofHistograms.includes(word));
}
