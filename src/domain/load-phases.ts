import { z } from 'zod';

/** What of a load lies outside its steady window. */
export const phaseSchema = z.strictObject({
  lengthS: z.number(),
  outputTokens: z.number().describe('of ok requests, by their mean tokens a chunk'),
  outputTokensPerS: z.number().nullable(),
});
export type Phase = z.infer<typeof phaseSchema>;

/** The second half of the steady window against the first. */
export const steadinessSchema = z.strictObject({
  pieces: z
    .number()
    .int()
    .describe('of the window, that its two halves were compared by; each no shorter than a request'),
  firstHalfTokensPerS: z.number(),
  secondHalfTokensPerS: z.number(),
  change: z.number().describe('second / first - 1'),
  low: z.number().describe('lower bound of the 95 % interval of the change'),
  high: z.number(),
});
export type Steadiness = z.infer<typeof steadinessSchema>;
