import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calibrationSteps, maxSpeedStep } from './levels.ts';

test('each number of streams is calibrated once, the smallest, middle and largest where there are many', () => {
  const streams = (of: number[]) => calibrationSteps(of).map(({ concurrency }) => concurrency);
  assert.deepEqual(streams([8, 4, 4, 1]), [1, 4, 8]);
  assert.deepEqual(streams([16, 1, 2, 4, 8, 16]), [1, 4, 16]);
});

test('a level lasts about 0.8 s, has at least 64 requests and at most 10,000 chunks a second', () => {
  for (const step of calibrationSteps([1, 100, 1000])) {
    const requestMs = step.ttftMs + (step.chunks - 1) * step.chunkGapMs;
    const rounds = step.requests / step.concurrency;
    assert.ok(requestMs * rounds >= 800 && requestMs * rounds < 1_300, `${step.name} takes ${requestMs * rounds} ms`);
    assert.ok(step.requests >= 60 && step.chunks >= 3, step.name);
    assert.ok((step.concurrency * 1000) / step.chunkGapMs <= 10_000, step.name);
  }
});

test('the load without pauses ends by time and has at most 64 streams', () => {
  assert.deepEqual([maxSpeedStep([1, 8]).concurrency, maxSpeedStep([1000]).concurrency], [8, 64]);
  assert.equal(maxSpeedStep([1]).maxDurationMs, 500);
});
