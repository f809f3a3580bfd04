import { z } from 'zod';

const number = z.number().nullable();

/**
 * A figure of one engine over its runs: the mean with its 95 % interval by Student's t, as repeats within a run folder are
 * told. Where the engine was started several times, one value is the mean of a start, because repeats within one start share
 * its luck; else one value is a repeat. Of two values the interval is 12.7 times as wide as they are apart: both are shown.
 */
export const figureSchema = z.strictObject({
  value: number.describe(
    'mean over starts of the engine, of each the mean of its repeats; of one start over its repeats; null: no run gave a value',
  ),
  low: number.describe('lower end of what spread says'),
  high: number,
  runs: z.number().int().describe('runs that gave a value; each repeat of each round is one'),
  starts: z.number().int().describe('starts of the engine that these runs belong to'),
  spread: z
    .enum(['mean-interval', 'range', 'percentile-interval', 'none'])
    .describe(
      'what low and high are: 95 % t-interval of the mean of three values or more; least and most of two; 95 % interval ' +
        'of the percentile within the one run; none: one value, nothing known of chance',
    ),
});
export type Figure = z.infer<typeof figureSchema>;

/** The figure of what no run gave. */
export const noFigure: Figure = { value: null, low: null, high: null, runs: 0, starts: 0, spread: 'none' };
