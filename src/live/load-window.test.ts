import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleLatency, exampleProgress } from '../testing/example-progress.ts';
import { keepRecent, percentileMs, windowOf } from './load-window.ts';

/** A line after `tMs`: 10 requests and 100 tokens a second, every TTFT up to 10 ms until 4 s, then above 20 ms. */
function lineAt(tMs: number) {
  const quick = Math.min(tMs, 4_000) / 100;
  const slow = Math.max(0, tMs - 4_000) / 100;
  const ttft = exampleLatency([quick, 0, slow], 0);
  return exampleProgress({ tMs, done: tMs / 100, outputTokens: tMs / 10, ttft });
}

const lines = Array.from({ length: 30 }, (_, index) => lineAt((index + 1) * 500));

test('rates are of the last 2 s, latencies of requests that ended in the last 5 s', () => {
  const at8s = windowOf(keepRecent(lines.slice(0, 16)));
  assert.equal(at8s.requestsPerS, 10);
  assert.equal(at8s.tokensPerS, 100);
  // Of 50 requests since 3 s, 10 took up to 10 ms and 40 longer than all buckets.
  assert.deepEqual(at8s.ttftMs, { p50: 20, p95: 20 });
  assert.deepEqual(windowOf(keepRecent(lines.slice(0, 8))).ttftMs, { p50: 5, p95: 9.5 });
});

test('a load younger than the windows is counted from its begin, and one without lines has no figures', () => {
  const first = windowOf(lines.slice(0, 1));
  assert.equal(first.tokensPerS, 100);
  assert.equal(first.ttftMs.p50, 5);
  const none = { p50: null, p95: null };
  assert.deepEqual(windowOf([]), { tokensPerS: null, requestsPerS: null, ttftMs: none, tpotMs: none });
});

test('only the lines that a window reaches back to are kept', () => {
  assert.deepEqual(
    keepRecent(lines).map(({ tMs }) => tMs),
    lines.slice(19).map(({ tMs }) => tMs),
  );
});

test('a percentile lies evenly within its bucket, and there is none without values', () => {
  assert.equal(percentileMs([0, 4, 0], [10, 20], 50), 15);
  assert.equal(percentileMs([2, 2, 0], [10, 20], 95), 19);
  assert.equal(percentileMs([0, 0, 0], [10, 20], 50), null);
});
