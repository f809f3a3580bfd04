import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SeriesRow } from '../../domain/sample-set.ts';
import { engineView } from './engine.ts';

const window = { fromS: 2, toS: 12 };

function rows(of: (tS: number) => Record<string, number | null>): SeriesRow[] {
  return Array.from({ length: 15 }, (_, tS) => ({ tS, ...of(tS) }));
}

test('gauges have the mean and the most of the window, counters what they grew in it', () => {
  const found = engineView(
    rows((tS) => ({
      running: tS >= 2 && tS <= 12 ? 16 : 99,
      waiting: tS === 7 ? 4 : 0,
      kvUsage: tS / 100,
      generationTokens: 500 * tS,
      requestsDone: 3 * tS,
      preemptions: 7,
    })),
    window,
  );
  assert.deepEqual([found?.runningMean, found?.runningMax], [16, 16]);
  assert.deepEqual([found?.waitingMean, found?.waitingMax], [4 / 11, 4]);
  assert.ok(Math.abs((found?.kvUsageMean ?? 0) - 0.07) < 1e-12);
  assert.equal(found?.kvUsageMax, 0.12);
  assert.deepEqual([found?.generationTokens, found?.requestsDone, found?.preemptions], [5000, 30, 0]);
  assert.deepEqual([found?.prefixCache, found?.specAcceptedShare, found?.ttftMeanMs], [null, null, null]);
});

test('a mean of a histogram is the growth of its sum by that of its count; without growth there is none', () => {
  const found = engineView(
    rows((tS) => ({ ttftSumS: 5 + 0.2 * tS, ttftCount: 100 + 4 * tS, queueSumS: 3, queueCount: 60 })),
    window,
  );
  assert.ok(Math.abs((found?.ttftMeanMs ?? 0) - 50) < 1e-9);
  assert.equal(found?.queueMeanMs, null);
});

test("the prefix cache's own counters come before prompt tokens, and these before an average", () => {
  const tokens = (tS: number) => ({ cachedPromptTokens: 30 * tS, promptTokens: 100 * tS });
  const lookups = (tS: number) => ({ prefixCacheHits: 25 * tS, prefixCacheQueries: 100 * tS });
  const of = (columns: (tS: number) => Record<string, number | null>) => engineView(rows(columns), window)?.prefixCache;
  assert.deepEqual(
    of((tS) => ({ ...tokens(tS), ...lookups(tS) })),
    { hitShare: 0.25, by: 'lookups' },
  );
  assert.deepEqual(
    of((tS) => ({ ...tokens(tS), prefixCacheHitRate: 0.9 })),
    { hitShare: 0.3, by: 'prompt-tokens' },
  );
  assert.equal(of(() => ({ prefixCacheHitRate: 0.5 }))?.by, 'gauge');
  assert.equal(
    of(() => ({ cachedPromptTokens: 0, promptTokens: 10 })),
    null,
    'no prompt came in the window',
  );
});

test('a counter that fell in the window says nothing', () => {
  const found = engineView(
    rows((tS) => ({ generationTokens: tS < 8 ? 1000 * tS : 10, running: 1 })),
    window,
  );
  assert.deepEqual([found?.generationTokens, found?.runningMean], [null, 1]);
});

test('an engine that tells nothing has no view at all, one that tells one thing has only that', () => {
  assert.equal(engineView([], window), null);
  assert.equal(
    engineView(
      rows(() => ({ running: null, readMs: 3 })),
      window,
    ),
    null,
  );
  const one = engineView(
    rows((tS) => ({ specDraftTokens: 10 * tS, specAcceptedTokens: 6 * tS, running: null })),
    window,
  );
  assert.equal(one?.specAcceptedShare, 0.6);
  assert.deepEqual([one?.runningMean, one?.runningMax, one?.preemptions], [null, null, null]);
});

test('gauges are of the readings in the window, which no reading before the load drags down', () => {
  const readings = [-0.9, 0.1, 1.1, 2.1].map((tS) => ({ tS, running: tS > 0 && tS < 2 ? 16 : 0 }));
  assert.equal(engineView(readings, { fromS: 0, toS: 2 })?.runningMean, 16);
});

test('a window between two readings has what the line between them says', () => {
  const readings = [0, 1].map((tS) => ({ tS, running: 4 + 4 * tS }));
  assert.equal(engineView(readings, { fromS: 0.25, toS: 0.75 })?.runningMean, 6);
});
