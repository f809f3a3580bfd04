import { z } from 'zod';

const number = z.number().nullable();

/** Three points of a distribution; null where there was nothing to measure. */
export const spreadSchema = z.strictObject({ p50: number, p99: number, max: number });
export type Spread = z.infer<typeof spreadSchema>;

/** What the load generator cost and how far off it was at one load level, against a server that computes nothing. */
export const calibrationLevelSchema = z.strictObject({
  concurrency: z.number().int().min(1).describe('streams at once'),
  chunkGapMs: z.number().positive().describe('between two chunks of a stream, as the server was told'),
  requests: z.number().int(),
  chunksPerS: number.describe('what came of it, all streams together'),
  clock: z.enum(['kernel', 'read']),
  clientCpuPercent: number.describe('of one core'),
  cpuPerMillionChunksS: number,
  readerLagUs: spreadSchema,
  coalescedShare: number.describe('of reads that held more than one token chunk'),
  ttftErrorUs: spreadSchema.describe('reported minus true, request by request; true is by the log of the server'),
  tpotErrorUs: spreadSchema.describe('size of reported minus true, request by request'),
});
export type CalibrationLevel = z.infer<typeof calibrationLevelSchema>;

/** One load without pauses against the same server, with the telemetry of the run looking on or not. */
export const costLoadSchema = z.strictObject({
  telemetry: z.boolean(),
  chunksPerS: number,
  cpuPerMillionChunksS: number.describe('CPU seconds of the load generator'),
});
export type CostLoad = z.infer<typeof costLoadSchema>;

/** What a figure is with telemetry, as a multiple of what it is without: pair by pair. */
const timesSchema = z.strictObject({
  median: number.describe('1: telemetry changes nothing'),
  low: number.describe('least of the pairs'),
  high: number,
});
export type Times = z.infer<typeof timesSchema>;

/**
 * What telemetry costs. Loads come in pairs, one with telemetry and one without, and every other pair the other way round.
 * They know no pauses, so that nothing telemetry takes can hide in idle time: in a run it costs less.
 */
export const telemetryCostSchema = z.strictObject({
  concurrency: z.number().int().min(1),
  loadMs: z.number().describe('length of each load'),
  loads: z.array(costLoadSchema).describe('in the order in which they ran'),
  chunksPerS: timesSchema,
  cpuPerChunk: timesSchema,
});
export type TelemetryCost = z.infer<typeof telemetryCostSchema>;

/** `calibration.json`: the load generator measured before the run, by the same program on the same CPUs. */
export const calibrationSchema = z.strictObject({
  version: z.literal(1),
  server: z.string().describe('what answered'),
  tookMs: z.number(),
  levels: z.array(calibrationLevelSchema),
  maxSpeed: z
    .strictObject({
      concurrency: z.number().int().min(1),
      chunksPerS: number.describe('largest rate that client and server kept up together'),
      clientCpuPercent: number,
      cpuPerMillionChunksS: number,
    })
    .nullable(),
  telemetryCost: telemetryCostSchema.nullable().default(null).describe('what telemetry costs; null: not measured'),
});
export type Calibration = z.infer<typeof calibrationSchema>;

/** The level that stands for a load: the smallest that is at least as large, else the largest. */
export function levelFor(calibration: Calibration | null, streams: number): CalibrationLevel | null {
  const sorted = (calibration?.levels ?? []).toSorted((a, b) => a.concurrency - b.concurrency);
  return sorted.find(({ concurrency }) => concurrency >= streams) ?? sorted.at(-1) ?? null;
}
