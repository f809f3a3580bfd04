import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SeriesRow } from '../../domain/sample-set.ts';
import { energyOf } from './energy.ts';
import { gpuUse } from './gpu.ts';

const window = { fromS: 2, toS: 12 };

/** A reading every second, half a second off the window's edges. */
function rows(of: (tS: number) => Record<string, number | null>): SeriesRow[] {
  return Array.from({ length: 16 }, (_, index) => index - 0.5).map((tS) => ({ tS, ...of(tS) }));
}

test("energy is the growth of the GPU's own counter between the edges of the window", () => {
  const found = energyOf(
    rows((tS) => ({ energyJ: 1e9 + 300 * tS, powerW: 1 })),
    window,
  );
  assert.equal(found?.source, 'counter');
  assert.ok(Math.abs((found?.joules ?? 0) - 3000) < 1e-6);
  assert.deepEqual([found?.coverage, found?.largestGapS], [1, 1]);
});

test('without a counter it is the integral of power, straight lines between readings', () => {
  const found = energyOf(
    rows((tS) => ({ powerW: 100 + 10 * tS })),
    window,
  );
  assert.deepEqual(found, { source: 'power', joules: 1700, coverage: 1, largestGapS: 1 });
});

test('a counter that fell is not used, power is', () => {
  const found = energyOf(
    rows((tS) => ({ energyJ: tS < 6 ? 1000 : 5, powerW: 50 })),
    window,
  );
  assert.deepEqual([found?.source, found?.joules], ['power', 500]);
});

test('readings that miss a tenth of the window or more give no energy, and say how much they missed', () => {
  const lost = (from: number, to: number) =>
    energyOf(
      rows((tS) => ({ powerW: tS > from && tS < to ? null : 100 })),
      window,
    );
  assert.deepEqual(lost(3, 9), { source: 'power', joules: null, coverage: 0.3, largestGapS: 7 });
  // Two readings lost in a row: 3 s between those around them, of which nothing is known.
  assert.equal(lost(4, 6)?.joules, null);
  assert.equal(lost(4, 5)?.joules, 1000);
  assert.equal(energyOf([], window), null);
});

test('energy per token and tokens per joule are of the same seconds; unknown tokens or energy give neither', () => {
  const readings = rows(() => ({ powerW: 200, memoryUsedBytes: 60, memoryTotalBytes: 80, utilisationPercent: 93 }));
  const found = gpuUse(readings, window, 4000);
  assert.deepEqual([found.energyPerTokenJ, found.tokensPerJ], [0.5, 2]);
  assert.deepEqual([found.memoryPeakBytes, found.memoryPeakShare], [60, 0.75]);
  for (const tokens of [null, 0])
    assert.deepEqual(
      [gpuUse(readings, window, tokens).energyPerTokenJ, gpuUse(readings, window, tokens).tokensPerJ],
      [null, null],
    );
  const nothing = gpuUse([], window, 4000);
  assert.ok(Object.values(nothing).every((value) => value === null));
});

test('activity, clocks and temperatures are of the window alone', () => {
  const readings = rows((tS) => {
    const inside = tS > 2 && tS < 12;
    const clocks = { smClockMhz: tS === 5.5 ? 1200 : 1980, memoryClockMhz: 2600 };
    const shares = { smActive: inside ? 0.5 : 9, tensorActive: 0.25, dramActive: 0.75 };
    const utilisation = inside ? 10 * (tS + 0.5) - 20 : 0;
    return {
      ...clocks,
      ...shares,
      utilisationPercent: utilisation,
      temperatureC: tS < 1 ? 80 : 61,
      memoryTemperatureC: 70,
    };
  });
  const found = gpuUse(readings, window, 1);
  assert.deepEqual([found.smClockMinMhz, found.memoryClockMeanMhz], [1200, 2600]);
  assert.deepEqual([found.smActiveMean, found.tensorActiveMean, found.dramActiveMean], [0.5, 0.25, 0.75]);
  assert.deepEqual([found.temperatureMaxC, found.memoryTemperatureMaxC], [61, 70]);
  assert.deepEqual([found.utilisationP50Percent, found.utilisationP95Percent], [55, 95.5]);
  assert.equal(found.utilisationMaxPercent, 100);
});
