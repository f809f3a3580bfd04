import { z } from 'zod';
import { shapeSchema } from './shape.ts';

/** `load.json`: everything the load generator needs for one run. Paths are absolute. */
export const loadPlanSchema = z.strictObject({
  version: z.literal(1),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  bearerFile: z.string().nullable(),
  proxy: z.string().nullable(),
  tlsInsecure: z.boolean(),
  caFile: z.string().nullable(),
  workload: z.string(),
  records: z.string(),
  clientReport: z.string(),
  shape: shapeSchema,
  requests: z.number().int().min(1),
  maxDurationMs: z.number().positive().nullable(),
  drainMs: z.number().min(0),
  requestTimeoutMs: z.number().positive(),
  leadMs: z.number().min(0),
  keepAnswer: z.boolean(),
  endsWithoutDone: z
    .boolean()
    .optional()
    .describe('the server sends no [DONE]: a whole HTTP answer with its finish reasons is the end'),
});
export type LoadPlan = z.infer<typeof loadPlanSchema>;

/** One line of `workload.jsonl`: a request ready to be sent. `meta` is for us; the load generator ignores it. */
export const workItemSchema = z.strictObject({
  id: z.string(),
  path: z.string(),
  intendedUs: z.number().int().nullable(),
  body: z.record(z.string(), z.unknown()),
  meta: z.strictObject({
    promptIds: z.array(z.string()),
    schema: z.string().nullable().describe('name of the JSON schema the answer must follow'),
    grade: z.string().nullable(),
    cold: z.boolean().nullable().describe('first request with this schema in the life of the engine'),
    jsonSchema: z
      .record(z.string(), z.unknown())
      .nullable()
      .optional()
      .describe('the schema itself, whatever way the body spells it; missing in runs of version 0.1'),
    asked: z
      .strictObject({
        inputTokens: z.number().int().nullable().describe('of all prompts of the request; null: of no set length'),
        outputTokens: z.number().int().nullable().describe('of all answers of the request; null: of no set length'),
        counted: z.enum(['exactly', 'about']).describe("exactly: by the engine's tokenizer; about: by words"),
      })
      .optional()
      .describe('lengths that the suite asked for'),
  }),
});
export type WorkItem = z.infer<typeof workItemSchema>;

/**
 * Durations of the requests that ended well so far, ms. `counts[i]` is of those in the bucket that ends at `endsMs[i]`;
 * the last one, without an end, is of those that are longer than all.
 */
export type LatencyCounts = { endsMs: number[]; counts: number[]; sumMs: number };

/** A line on the load generator's stdout while it runs. All but `tMs` and `inFlight` count from the load's begin. */
export type LoadProgress = {
  tMs: number;
  planned: number;
  claimed: number;
  sent: number;
  done: number;
  ok: number;
  failed: number;
  inFlight: number;
  outputChunks: number;
  /** By the server's usage for requests that ended and have one, else chunks. */
  outputTokens: number;
  ttft: LatencyCounts;
  tpot: LatencyCounts;
};
