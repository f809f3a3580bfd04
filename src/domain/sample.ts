import { z } from 'zod';
import { spreadSchema } from './calibration.ts';

const instant = z.number().int().nullable();
const count = z.number().int().min(0);
const countOrUnknown = count.nullable();

/** How a request ended. Only `ok` enters latency figures. */
export const outcomes = [
  'ok',
  'httpError',
  'streamError',
  'incomplete',
  'timeout',
  'aborted',
  'inFlightAtStop',
] as const;
export type Outcome = (typeof outcomes)[number];

/**
 * One request as the load generator saw it: a line of `requests.jsonl`.
 * Instants are integer microseconds since the test's t0 on one monotonic clock; null: it never happened.
 */
export const sampleSchema = z.object({
  id: z.string(),
  seq: count,
  vu: count,
  intendedUs: instant.describe('when the schedule wanted it sent; null in a closed loop'),
  connectStartUs: instant,
  connectedUs: instant,
  sentUs: instant.describe('just before the first byte was written on an open connection'),
  headersUs: instant,
  firstEventUs: instant,
  firstTokenUs: instant.describe('first chunk that carries a generated token'),
  firstAnswerUs: instant.describe('first chunk of the answer itself, reasoning excluded'),
  lastTokenUs: instant,
  endUs: instant,
  outcome: z.enum(outcomes),
  status: z.number().int().nullable(),
  finishReason: z.string().nullable(),
  error: z.string().nullable(),
  inputTokens: countOrUnknown,
  outputTokens: countOrUnknown,
  reasoningTokens: countOrUnknown,
  cachedTokens: countOrUnknown,
  events: count,
  chunks: count.describe('token-bearing chunks'),
  emptyChunks: count,
  choices: count,
  gapsUs: z.array(z.number().int()).describe('between consecutive token-bearing chunks'),
  reads: count,
  coalescedReads: count.describe('reads that carried more than one token-bearing chunk'),
  lagMaxUs: z.number().int().nullable().describe('reader lag, largest of the request; null without kernel stamps'),
  clock: z.enum(['kernel', 'read']),
  reused: z.boolean(),
  requestBytes: count,
  responseBytes: count,
  answer: z.string().nullable(),
});
export type Sample = z.infer<typeof sampleSchema>;

/** `client.json`: what the load generator says of itself at the end of a run. */
export const clientReportSchema = z.object({
  version: z.literal(1),
  t0UnixNs: z.string().describe('wall clock at t0, nanoseconds since 1970 as text'),
  t0MonotonicNs: z
    .string()
    .nullable()
    .default(null)
    .describe('the same instant on CLOCK_MONOTONIC; null: older, or no Linux'),
  endUs: z.number(),
  clock: z.enum(['kernel', 'read']),
  planned: count,
  dropped: count,
  sent: count,
  outcomes: z.record(z.enum(outcomes), count),
  cpuUserMs: z.number(),
  cpuSystemMs: z.number(),
  peakRssBytes: z.number(),
  gcPauses: count,
  gcPauseMaxUs: z.number(),
  gcPauseTotalUs: z.number(),
  reads: count,
  coalescedReads: count,
  readerLagUs: spreadSchema
    .nullable()
    .transform((spread) => spread ?? { p50: null, p99: null, max: null })
    .describe('null without stamps of the kernel'),
  sendLatenessUs: spreadSchema.nullable(),
  wallStepUs: z.number(),
  priority: z
    .string()
    .nullable()
    .default(null)
    .describe('how the kernel scheduled the load generator: nice or normal; null: it did not say'),
  goVersion: z.string(),
  k6Version: z.string(),
  clientVersion: z.string(),
  stoppedBy: z.enum(['done', 'duration', 'signal']),
});
export type ClientReport = z.infer<typeof clientReportSchema>;
