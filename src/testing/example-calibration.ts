import type { Calibration, CalibrationLevel } from '../domain/calibration.ts';

/** A load generator that was off by at most 60 us in TTFT, at one stream and at eight. */
export function exampleCalibration(change: Partial<CalibrationLevel> = {}): Calibration {
  const level = (concurrency: number): CalibrationLevel => ({
    ...{ concurrency, chunkGapMs: 4, requests: 64, chunksPerS: 250 * concurrency, clock: 'kernel' },
    ...{ clientCpuPercent: 2, cpuPerMillionChunksS: 20, coalescedShare: 0 },
    readerLagUs: { p50: 20, p99: 90, max: 150 },
    ttftErrorUs: { p50: 10, p99: 60, max: 70 },
    tpotErrorUs: { p50: 0.5, p99: 2, max: 3 },
    ...change,
  });
  const maxSpeed = { concurrency: 8, chunksPerS: 200_000, clientCpuPercent: 90, cpuPerMillionChunksS: 4 };
  return { version: 1, server: 'example', tookMs: 4_000, levels: [level(8), level(1)], maxSpeed, telemetryCost: null };
}
