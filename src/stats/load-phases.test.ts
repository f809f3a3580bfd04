import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sample } from '../domain/sample.ts';
import { exampleSample } from '../testing/example-cell.ts';
import { loadPhases } from './load-phases.ts';
import { steadyWindow } from './steady-window.ts';

/** `streams` at a time, each request 100 ms: prefill of 20 ms, then a token each 10 ms, slower by `slower` a request. */
function load(rounds: number, streams: number, slower = 0): Sample[] {
  return Array.from({ length: streams }, (_, stream) => {
    let nowUs = stream * 10_000;
    return Array.from({ length: rounds }, (__, round) => {
      const gapUs = 10_000 + round * slower;
      const sentUs = nowUs;
      const firstTokenUs = sentUs + 20_000;
      const lastTokenUs = firstTokenUs + 7 * gapUs;
      nowUs = lastTokenUs + 10_000;
      const id = `r${round}-${stream}`;
      const gapsUs = new Array<number>(7).fill(gapUs);
      return exampleSample({ id, sentUs, firstTokenUs, lastTokenUs, endUs: nowUs, gapsUs, chunks: 8, outputTokens: 8 });
    });
  }).flat();
}

function phases(samples: Sample[], concurrency: number) {
  const window = steadyWindow(samples, { kind: 'concurrency', concurrency });
  return { window, ...loadPhases(samples, samples, window) };
}

test('ramp, window and drain share out all tokens and all time of a load', () => {
  const samples = load(20, 4);
  const { window, ramp, drain, steadiness } = phases(samples, 4);
  assert.deepEqual([window?.fromS, ramp?.lengthS], [0.03, 0.03]);
  assert.ok(Math.abs((drain?.lengthS ?? 0) - (2.02 - (window?.toS ?? 0))) < 1e-9);
  const inside = (steadiness?.firstHalfTokensPerS ?? 0) + (steadiness?.secondHalfTokensPerS ?? 0);
  const all = (ramp?.outputTokens ?? 0) + (drain?.outputTokens ?? 0) + (inside / 2) * (window?.lengthS ?? 0);
  assert.ok(Math.abs(all - 20 * 4 * 8) < 1e-6, `${all}`);
  assert.deepEqual([ramp?.outputTokens, drain?.outputTokens], [1, 6]);
});

test('a load that goes on evenly shows no change between the halves of its window, one that slows down does', () => {
  const even = phases(load(60, 4), 4).steadiness;
  assert.ok(even !== null && even.low < 0 && even.high > 0 && Math.abs(even.change) < 0.02, JSON.stringify(even));
  const slowing = phases(load(60, 4, 100), 4).steadiness;
  assert.ok(slowing !== null && slowing.high < -0.05, JSON.stringify(slowing));
});

test('the change has no unit of time and no order of requests', () => {
  const samples = load(40, 4, 60);
  const twice = samples.map((sample) => ({
    ...sample,
    ...{ sentUs: (sample.sentUs ?? 0) * 2, firstTokenUs: (sample.firstTokenUs ?? 0) * 2 },
    ...{ lastTokenUs: (sample.lastTokenUs ?? 0) * 2, endUs: (sample.endUs ?? 0) * 2 },
    gapsUs: sample.gapsUs.map((gapUs) => gapUs * 2),
  }));
  const change = phases(samples, 4).steadiness?.change ?? Number.NaN;
  assert.ok(Math.abs((phases(twice, 4).steadiness?.change ?? 0) - change) < 1e-9);
  assert.ok(Math.abs((phases(samples.toReversed(), 4).steadiness?.change ?? 0) - change) < 1e-9);
});

test('a window of fewer than eight requests one after another tells nothing of its halves', () => {
  assert.equal(phases(load(7, 1), 1).steadiness, null);
  assert.notEqual(phases(load(10, 1), 1).steadiness, null);
});

test('without a window or a token count nothing is told', () => {
  const nothing = { ramp: null, drain: null, steadiness: null };
  const samples = load(20, 4);
  assert.deepEqual(loadPhases(samples, samples, null), nothing);
  const uncounted = samples.map((sample) => ({ ...sample, outputTokens: null }));
  assert.deepEqual(loadPhases(uncounted, uncounted, { fromS: 0, toS: 1, lengthS: 1 }), nothing);
});
