import assert from 'node:assert/strict';
import { test } from 'node:test';
import { levelFor } from '../../domain/calibration.ts';
import { clientShareText } from '../../domain/client-share-text.ts';
import { exampleCalibration } from '../../testing/example-calibration.ts';
import { exampleCell, exampleClient, examplePlan, exampleSample, exampleSet } from '../../testing/example-cell.ts';
import { computeStatistics } from '../compute.ts';
import { blurUs } from './blurred.ts';
import { clientShare } from './share.ts';

const level = levelFor(exampleCalibration(), 1);
const samples = Array.from({ length: 200 }, (_, index) => exampleSample({ id: `r${index}`, clock: 'kernel' }));
const kernel = exampleClient(samples, { clock: 'kernel', readerLagUs: { p50: 20, p99: 900, max: 5_000 } });

test('with stamps of the kernel lateness of the reader is no part of TTFT and TPOT', () => {
  // 60 us calibrated + 20 us offset; 2 us of rounding over 3 gaps.
  assert.deepEqual(clientShare(samples, kernel, level), { ttftMs: 0.08, tpotMs: 2 / 3 / 1000, blurMs: 0 });
});

test('without them it is in every instant: once in TTFT, twice in a difference', () => {
  const read = { ...kernel, clock: 'read' as const };
  assert.deepEqual(clientShare(samples, read, level), { ttftMs: 0.98, tpotMs: (2 * 900 + 2) / 3 / 1000, blurMs: 0 });
  const unknown = { ...read, readerLagUs: { p50: null, p99: null, max: null } };
  assert.equal(clientShare(samples, unknown, level).ttftMs, (60 + 20 + 90) / 1000, 'the lag of the calibration');
  assert.deepEqual(clientShare(samples, unknown, null), { ttftMs: null, tpotMs: null, blurMs: 0 });
});

test('a first token that was read with later ones counts by the gaps that are missing', () => {
  // Two gaps are 0 and the third is 30 ms long, but the whole TTFT is only 20 ms.
  assert.equal(blurUs(exampleSample({ gapsUs: [0, 0, 30_000] })), 20_000);
  assert.equal(blurUs(exampleSample({ gapsUs: [0, 15_000, 15_000] })), 15_000);
  assert.equal(blurUs(exampleSample({ gapsUs: [0, 0, 0], lastTokenUs: 20_000 })), 20_000);
  assert.equal(blurUs(exampleSample({ gapsUs: [0, 0, 30_000], choices: 2 })), 0);
  const one = samples.map((sample, index) => (index < 3 ? { ...sample, gapsUs: [0, 15_000, 15_000] } : sample));
  assert.equal(clientShare(one, kernel, level).ttftMs, 15.08, 'three in 200 are more than one in 100');
  assert.equal(clientShare([...one.slice(2), ...one.slice(3, 5)], kernel, level).ttftMs, 0.08, 'one in 200 is not');
});

test('an end that was read with the last token, and a step of the clock, make the bound wider', () => {
  const ended = samples.map((sample) => ({ ...sample, endUs: sample.lastTokenUs }));
  assert.equal(clientShare(ended, kernel, level).tpotMs, (900 + 2) / 3 / 1000);
  const stepped = { ...kernel, wallStepUs: -400 };
  assert.deepEqual(clientShare(samples, stepped, level), { ttftMs: 0.48, tpotMs: 402 / 3 / 1000, blurMs: 0 });
});

test('the statistics carry what the client knows of itself, and the report says it in one sentence', () => {
  const set = exampleSet(samples, { client: { ...kernel, endUs: 1e6, cpuUserMs: 30, cpuSystemMs: 10 } });
  const statistics = computeStatistics(exampleCell(), examplePlan(), set, exampleCalibration());
  const { client } = statistics;
  assert.equal(client.cpuPerMillionChunksS, 50, '40 ms for 800 chunks');
  assert.equal(client.chunksPerS, 800);
  assert.equal(client.cpuMeanPercent, 4);
  assert.deepEqual(client.share.calibratedAt, { concurrency: 8, chunksPerS: 2000 });
  assert.equal(
    clientShareText(statistics),
    "of TTFT p50 20 ms the client's own part is at most 0.08 ms, of TPOT p50 10 ms at most 0.00067 ms (99 % of requests)",
  );
  const without = computeStatistics(exampleCell(), examplePlan(), set);
  assert.match(clientShareText(without) ?? '', /^of TPOT p50 10 ms the client's own part is at most 0.00067 ms/);
});
