import assert from 'node:assert/strict';
import { test } from 'node:test';
import { telemetryCost } from './telemetry-cost.ts';

const load = (telemetry: boolean, chunksPerS: number | null, cpuPerMillionChunksS: number | null = 2) => ({
  telemetry,
  chunksPerS,
  cpuPerMillionChunksS,
});

test('loads with and without telemetry are compared pair by pair, whichever came first', () => {
  // The machine gets slower by half after the first pair, which changes no ratio.
  const loads = [load(false, 1000, 2), load(true, 900, 2.2), load(true, 480, 4), load(false, 500, 4)];
  const { chunksPerS, cpuPerChunk } = telemetryCost(loads, 8, 1200);
  assert.deepEqual(chunksPerS, { median: (0.9 + 0.96) / 2, low: 0.9, high: 0.96 });
  assert.deepEqual([cpuPerChunk.low, cpuPerChunk.high], [1, 1.1]);
});

test('a load that gave nothing, and one without a partner, tell nothing', () => {
  const { chunksPerS } = telemetryCost([load(false, null), load(true, 900), load(true, 900)], 8, 1200);
  assert.deepEqual(chunksPerS, { median: null, low: null, high: null });
});
