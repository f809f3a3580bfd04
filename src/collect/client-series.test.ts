import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleSample } from '../testing/example-cell.ts';
import { clientSeconds } from './client-series.ts';

test('each second says what was sent, done, in flight, and how many tokens arrived', () => {
  const samples = [
    exampleSample({
      sentUs: 100_000,
      firstTokenUs: 300_000,
      gapsUs: [500_000, 900_000],
      chunks: 3,
      outputTokens: 6,
      lastTokenUs: 1_700_000,
      endUs: 1_700_100,
    }),
    exampleSample({
      sentUs: 900_000,
      firstTokenUs: 1_000_000,
      gapsUs: [],
      chunks: 1,
      outputTokens: 1,
      endUs: 2_000_000,
    }),
    exampleSample({
      outcome: 'httpError',
      sentUs: null,
      firstTokenUs: null,
      lastTokenUs: null,
      chunks: 0,
      gapsUs: [],
      outputTokens: 0,
      endUs: 500_000,
    }),
  ];
  assert.deepEqual(clientSeconds(samples), [
    { tS: 0, sent: 2, done: 0, failed: 1, inFlight: 2, chunks: 2, tokens: 4, ttftP50Ms: 200 },
    { tS: 1, sent: 0, done: 1, failed: 0, inFlight: 1, chunks: 2, tokens: 3, ttftP50Ms: 100 },
    { tS: 2, sent: 0, done: 1, failed: 0, inFlight: 0, chunks: 0, tokens: 0, ttftP50Ms: null },
  ]);
});

test('tokens of a second are unknown where a request in it has no count', () => {
  const rows = clientSeconds([exampleSample({ outputTokens: null })]);
  assert.equal(rows[0]?.tokens, null);
  assert.equal(rows[0]?.chunks, 4);
});

test('no sample makes no row', () => {
  assert.deepEqual(clientSeconds([]), []);
});
