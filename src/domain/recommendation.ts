import { z } from 'zod';
import { figureSchema } from './figure.ts';

const number = z.number().nullable();

/** What somebody may want an engine for. Each is answered apart: nothing is added up over them. */
export const useCases = ['throughput', 'interactive', 'json', 'cost', 'energy'] as const;
export type UseCase = (typeof useCases)[number];

/** An engine in a finding. Where each stands at its own best load level, the levels differ. */
export const placeSchema = z.strictObject({
  engine: z.string(),
  rank: z.number().int().min(1),
  tiedWith: z.array(z.string()),
  figure: figureSchema,
  verdict: z.enum(['VALID', 'WARN', 'INVALID']),
  id: z.string().describe('of the test at its load level, as in `tests`'),
  level: z.string().describe('load level in words'),
});
export type Place = z.infer<typeof placeSchema>;

/** Engines side by side in one figure: what a recommendation rests on, or what is shown beside it. */
export const findingSchema = z.strictObject({
  metric: z.string(),
  title: z.string(),
  unit: z.string(),
  better: z.enum(['higher', 'lower']),
  where: z.string().describe('at which load, in words'),
  decides: z.boolean().describe('false: shown beside the answer, and no part of it'),
  answer: z.enum(['leads', 'tie', 'cannot say']),
  first: z.array(z.string()).describe('who leads; all that tie for it; empty: cannot say'),
  ahead: z
    .strictObject({
      of: z.string(),
      relative: z
        .number()
        .describe('how much better the first is than the best that it does not tie with, of that one'),
      low: number.describe('least; null: single runs of which nothing is known of chance'),
      high: number,
      by: z
        .enum(['test', 'intervals'])
        .describe('test: 95 % interval of the test over several runs; intervals: of the two figures, end to end'),
    })
    .nullable()
    .describe('null: a tie, nobody to be ahead of, or figures that have no ratio'),
  places: z.array(placeSchema),
  notRanked: z.array(z.strictObject({ engine: z.string(), reason: z.string() })),
});
export type Finding = z.infer<typeof findingSchema>;

/**
 * Which engine for a use case. There is no score: an engine is first where it leads, or ties for it, in every finding
 * that decides. Where no engine does, the answer is "depends".
 */
export const recommendationSchema = z.strictObject({
  useCase: z.enum(useCases),
  title: z.string(),
  answer: z.enum(['leads', 'tie', 'depends', 'cannot say']),
  engines: z.array(z.string()).describe('who is first; depends: each that leads in something; cannot say: nobody'),
  recommends: z.boolean().describe('false: simulated engines, "depends", "cannot say", or single runs'),
  simulated: z.boolean().describe('the engines named computed no model'),
  singleRuns: z.boolean().describe('what decides was measured once: nobody knows what chance did'),
  why: z.string().describe('what the answer rests on; of "cannot say" the reason'),
  findings: z.array(findingSchema),
  conditions: z.array(z.string()).describe('under which it holds, in sentences'),
  against: z.array(z.string()).describe('what speaks against it, in sentences'),
  toFindOut: z.array(z.string()).describe('what to do to know more'),
});
export type Recommendation = z.infer<typeof recommendationSchema>;
