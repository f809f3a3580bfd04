import { z } from 'zod';

const number = z.number().nullable();

/**
 * A figure of one engine over its runs: the median of the values that single runs gave. With one run the 95 % interval
 * of its percentile stands in for the range, where the figure is one.
 */
export const figureSchema = z.strictObject({
  value: number.describe('median over runs; null: no run gave a value'),
  low: number.describe('least of the runs; of one run: lower end of its 95 % interval'),
  high: number,
  runs: z.number().int().describe('runs that gave a value; each repeat of each round is one'),
  spread: z
    .enum(['runs', 'interval', 'none'])
    .describe('what low and high are; none: one value, nothing known of chance'),
});
export type Figure = z.infer<typeof figureSchema>;
