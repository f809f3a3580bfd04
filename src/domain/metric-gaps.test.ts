import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metricGaps } from './metric-gaps.ts';
import type { EngineScrape } from './sample-set.ts';

const good = (tS: number): EngineScrape => ({ tS, answered: true, status: 200, bytes: 100, reason: null });
const bad = (tS: number, reason: string): EngineScrape => ({ ...good(tS), answered: false, status: null, reason });
const rows = (...tS: number[]) => tS.map((at) => ({ tS: at, running: 1 }));

test('readings without an answer are counted, with their reasons and the longest silence', () => {
  const engineScrapes = [good(0), bad(1, 'HTTP 503'), bad(2, 'refused'), bad(3, 'refused'), good(4), good(5)];
  assert.deepEqual(metricGaps({ engineScrapes, engineMetrics: rows(0, 1, 2, 3, 4, 5) }, ['running']), {
    asked: 6,
    answered: 3,
    reasons: [
      { reason: 'refused', readings: 2 },
      { reason: 'HTTP 503', readings: 1 },
    ],
    missing: [],
    longestGapS: 4,
  });
});

test('a required word that answers lack is missing in these answers, and null is not 0', () => {
  const engineScrapes = [good(0), good(1), bad(2, 'refused')];
  const engineMetrics = [{ tS: 0, running: 0 }, { tS: 1, running: null }, { tS: 2 }];
  const { missing } = metricGaps({ engineScrapes, engineMetrics }, ['running', 'waiting']);
  assert.deepEqual(missing, [
    { metric: 'running', readings: 1 },
    { metric: 'waiting', readings: 2 },
  ]);
});

test('silence at the edges of a span counts, and what lies outside does not', () => {
  const engineScrapes = [good(0), good(5), bad(12, 'refused')];
  const gaps = metricGaps({ engineScrapes, engineMetrics: rows(0, 5, 12) }, [], { fromS: 2, toS: 11 });
  assert.deepEqual([gaps.asked, gaps.answered, gaps.longestGapS], [1, 1, 6]);
  assert.equal(metricGaps({ engineScrapes: [], engineMetrics: [] }, []).longestGapS, null);
});
