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
});
export type Calibration = z.infer<typeof calibrationSchema>;

/** The level that stands for a load: the smallest that is at least as large, else the largest. */
export function levelFor(calibration: Calibration | null, streams: number): CalibrationLevel | null {
  const sorted = (calibration?.levels ?? []).toSorted((a, b) => a.concurrency - b.concurrency);
  return sorted.find(({ concurrency }) => concurrency >= streams) ?? sorted.at(-1) ?? null;
}
