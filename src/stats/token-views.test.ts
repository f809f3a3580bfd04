import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tpotMs } from '../domain/request-metrics.ts';
import { exampleSample } from '../testing/example-cell.ts';
import { describe } from './distribution.ts';
import { tokenViews } from './token-views.ts';

/** A request of `tokens` tokens, `gapMs` apart, the last of them after `stallMs` more. */
function request(tokens: number, gapMs: number, stallMs = 0) {
  const gapsUs = Array.from({ length: tokens - 1 }, (_, index) => 1000 * (gapMs + (index === 0 ? stallMs : 0)));
  const lastTokenUs = 20_000 + gapsUs.reduce((total, gapUs) => total + gapUs, 0);
  return exampleSample({ gapsUs, chunks: tokens, outputTokens: tokens, lastTokenUs });
}

test('a long answer counts as much as a short one in TPOT, and as many tokens as it has in the mean over tokens', () => {
  const ok = [request(2, 30), request(92, 10)];
  assert.equal(describe(ok.map(tpotMs)).mean, 20);
  assert.equal(tokenViews(ok).tpotByTokenMs, (1 * 30 + 91 * 10) / 92);
});

test('the longest gap of each request shows a stall that the pooled gaps hide', () => {
  const ok = Array.from({ length: 100 }, (_, index) => request(200, 10, index % 2 === 0 ? 500 : 0));
  const { longestGapMs } = tokenViews(ok);
  assert.deepEqual([longestGapMs?.count, longestGapMs?.min, longestGapMs?.max], [100, 10, 510]);
  assert.equal(longestGapMs?.percentiles.find(({ p }) => p === 90)?.value, 510);
});

test('batched prompts and answers of one token have neither', () => {
  const { tpotByTokenMs, longestGapMs } = tokenViews([
    exampleSample({ choices: 4 }),
    exampleSample({ gapsUs: [], chunks: 1, outputTokens: 1, lastTokenUs: 20_000 }),
  ]);
  assert.deepEqual([tpotByTokenMs, longestGapMs?.count], [null, 0]);
});
