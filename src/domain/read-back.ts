import { z } from 'zod';

const values = z
  .record(z.string(), z.string())
  .optional()
  .describe("the engine's word -> ours, where they differ, e.g. a switch that turns a thing off");

/** True for a regular expression with exactly one group, which holds the value. */
function hasOneGroup(pattern: string): boolean {
  try {
    return (new RegExp(`${pattern}|`).exec('') ?? []).length === 2;
  } catch {
    return false;
  }
}

/** One place where a running engine says what it really does. */
export const readBackSchema = z.union([
  z.strictObject({
    endpoint: z.string().startsWith('/').describe('path whose JSON answer holds the value'),
    pointer: z.string().startsWith('/').describe('JSON pointer to it'),
    take: z.literal('largest').optional().describe('the value is a list, and its largest number is meant; empty: 0'),
    values,
  }),
  z.strictObject({ metric: z.string().describe('metric that carries settings as labels'), label: z.string(), values }),
  z.strictObject({
    metricValue: z.string().describe('metric whose value it is'),
    labels: z.record(z.string(), z.string()).optional().describe('labels that the series must have'),
    values,
  }),
  z.strictObject({
    log: z
      .string()
      .refine(hasOneGroup, 'must be a regular expression with one group, which holds the value')
      .describe('regular expression with one group; of several lines the last one counts'),
    values,
  }),
]);
export type ReadBack = z.infer<typeof readBackSchema>;

/** The places in the order in which they are tried: the first that has an answer counts. */
export const readBackListSchema = z.array(readBackSchema).min(1);

/** A value that an engine told, and where: "/server_info#/seed", "metric x{y}", "log /…/". */
export type Reading = { value: string; readFrom: string };
