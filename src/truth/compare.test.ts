import assert from 'node:assert/strict';
import { test } from 'node:test';
import { computeStatistics } from '../stats/compute.ts';
import { exampleCell, examplePlan, exampleSample, exampleSet } from '../testing/example-cell.ts';
import { compareCell, compareFigure } from './compare.ts';
import { percentilesOf, scriptedFigures, trueFigures, trueWindowNs } from './figures.ts';
import { type Level, scriptsOf } from './levels.ts';
import type { Truth } from './truth-log.ts';

/** Arrived at `atMs`, first token after 20 ms, three more 10 ms apart, over 1 ms after the last. */
function exampleTruth(id: string, atMs = 0, change: Partial<Truth> = {}): Truth {
  const ns = (ms: number) => (atMs + ms) * 1e6;
  const tokenNs = [20, 30, 40, 50].map(ns);
  return {
    id,
    receivedNs: ns(0),
    firstTokenNs: ns(20),
    lastTokenNs: ns(50),
    endNs: ns(51),
    tokenNs,
    chunks: 4,
    tokens: 4,
    lateMaxNs: 0,
    blockedSends: 0,
    outcome: 'ok',
    ...change,
  };
}

function truthOf(...truths: Truth[]): Map<string, Truth> {
  return new Map(truths.map((truth) => [truth.id, truth]));
}

test('a time may be wrong by a millisecond or by one percent, whichever is larger', () => {
  const time = (reported: number, truth: number) => compareFigure('TTFT p50', 'ms', { reported, truth, script: null });
  assert.deepEqual(
    [time(10.9, 10).pass, time(9.1, 10).pass, time(11.1, 10).pass, time(8.9, 10).pass],
    [true, true, false, false],
  );
  assert.deepEqual([time(503, 500).pass, time(506, 500).pass], [true, false]);
  assert.equal(time(503, 500).limit, 5);
});

test('a rate may be wrong by one percent and not by one token', () => {
  const rate = (reported: number) => compareFigure('tokens/s', 'tokens/s', { reported, truth: 10, script: null });
  assert.deepEqual([rate(10.09).pass, rate(10.2).pass, rate(9.8).pass], [true, false, false]);
});

test('a figure that is not reported fails, whatever the truth is', () => {
  assert.equal(compareFigure('TTFT p99', 'ms', { reported: null, truth: 1, script: 1 }).pass, false);
  assert.equal(compareFigure('TTFT p99', 'ms', { reported: 1, truth: null, script: 1 }).pass, false);
});

test('percentiles of the truth lie between ranks as NumPy puts them', () => {
  assert.deepEqual(percentilesOf([4, 1, 3, 2]), [2.5, 3.8499999999999996, 3.9699999999999998]);
  assert.deepEqual(percentilesOf([]), [null, null, null]);
});

test('the true window ends at the last instant at which the server was full', () => {
  const truths = [exampleTruth('a', 0), exampleTruth('b', 10), exampleTruth('c', 55), exampleTruth('d', 70)];
  assert.deepEqual(trueWindowNs(truths, 2), { fromNs: 10e6, toNs: 106e6 });
  assert.equal(trueWindowNs(truths, 3), null);
});

test('true figures count tokens on the clock of the server', () => {
  const { ttftMs, tpotMs, e2eMs, tokensPerS } = trueFigures([exampleTruth('a', 0), exampleTruth('b', 60)], 1);
  assert.deepEqual([ttftMs[0], tpotMs[0], e2eMs[0]], [20, 10, 50]);
  assert.equal(tokensPerS.whole, 8 / 0.11);
  assert.equal(tokensPerS.steady, 8 / 0.111);
});

test('scripted figures are those of a server that follows its script exactly', () => {
  const { ttftMs, e2eMs, tokensPerS } = scriptedFigures([{ ttftMs: 20, itlMs: 10, tokens: 4 }], 2);
  assert.deepEqual([ttftMs[0], e2eMs[0], tokensPerS.steady], [20, 50, (2 * 4) / 0.05]);
});

test('the same level has the same scripts, and a p99 far from the median', () => {
  const level: Level = { concurrency: 1, requests: 1000, ttftMs: 10, itlMs: [1, 3], tokens: [4, 8] };
  const scripts = scriptsOf(level, 1000, 5);
  assert.deepEqual(scripts, scriptsOf(level, 1000, 5));
  assert.notDeepEqual(scripts, scriptsOf(level, 1000, 6));
  const [median = 0, , p99 = 0] = scriptedFigures(scripts, 1).ttftMs as number[];
  assert.ok(p99 > 3 * median);
  assert.ok(scripts.every(({ itlMs, tokens }) => itlMs >= 1 && itlMs <= 3 && tokens >= 4 && tokens <= 8));
});

test('a request that the truth log does not know, or counts otherwise, fails the level', () => {
  const cell = exampleCell({ requests: 1, shape: { kind: 'concurrency', concurrency: 1 } });
  const plan = examplePlan([cell]);
  const set = exampleSet([exampleSample()]);
  const statistics = computeStatistics(cell, plan, set);
  const compare = (truths: Map<string, Truth>) =>
    compareCell(cell, { plan: examplePlan(), statistics, set }, [], truths, 2);
  const name = 'r000001';
  assert.deepEqual(compare(truthOf(exampleTruth(name))).requests, { planned: 1, ok: 1, joined: 1, equal: 1 });
  assert.equal(compare(truthOf(exampleTruth(name, 0, { tokens: 5 }))).requests.equal, 0);
  assert.equal(compare(truthOf(exampleTruth('r000002'))).requests.joined, 0);
  assert.equal(compare(truthOf()).pass, false);
});

test('errors request by request do not cancel', () => {
  const cell = exampleCell({ requests: 2, shape: { kind: 'concurrency', concurrency: 2 } });
  const plan = examplePlan([cell]);
  const set = exampleSet([exampleSample({ id: 'a' }), exampleSample({ id: 'b', sentUs: 10_000 })]);
  const statistics = computeStatistics(cell, plan, set);
  const truths = truthOf(exampleTruth('a', 0, { receivedNs: 10e6 }), exampleTruth('b', 0));
  const { paired } = compareCell(cell, { plan: examplePlan(), statistics, set }, [], truths, 2);
  assert.deepEqual(paired.ttftMs, { p50: 10, p99: 10, max: 10 });
});

test('what others used of the machine is told apart from both sides', () => {
  const cell = exampleCell({ requests: 1, shape: { kind: 'concurrency', concurrency: 1 } });
  const set = exampleSet([exampleSample({ lastTokenUs: 3e6, endUs: 3e6 })], {
    host: [0.5, 1.5].map((tS) => ({ tS, cpuPercent: 40, clientCpuPercent: 20 })),
    engineProcess: [0.5, 1.5].map((tS) => ({ tS, cpuPercent: 35 })),
  });
  const statistics = computeStatistics(cell, examplePlan([cell]), set);
  assert.equal(compareCell(cell, { plan: examplePlan(), statistics, set }, [], truthOf(), 2).othersCpuPercent, 25);
  assert.equal(
    compareCell(cell, { plan: examplePlan(), statistics, set: { ...set, host: [] } }, [], truthOf(), 2)
      .othersCpuPercent,
    null,
  );
});
