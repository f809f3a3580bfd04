import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cell } from '../domain/plan.ts';
import { exampleCell, exampleClient, examplePlan, exampleSample, exampleSet } from '../testing/example-cell.ts';
import { computeStatistics } from './compute.ts';
import { judge } from './judge.ts';

/** Ten requests one after another, each of 100 ms, with a time of 0.95 s: the last one is in flight at its end. */
function timed(change: Partial<Cell>, prepared: number) {
  const samples = Array.from({ length: 10 }, (_, index) => {
    const sentUs = index * 100_000;
    const at = { sentUs, firstTokenUs: sentUs + 20_000, lastTokenUs: sentUs + 60_000, endUs: sentUs + 100_000 };
    return exampleSample({ id: `r${index}`, seq: index, ...at });
  });
  const client = exampleClient(samples, { planned: prepared, dropped: prepared - 10, stoppedBy: 'duration' });
  const cell = exampleCell({ durationMs: 950, requests: prepared, ...change });
  const set = exampleSet(samples, { client });
  const statistics = computeStatistics(cell, examplePlan([cell]), set);
  const ranOut = judge(statistics, set, examplePlan([cell])).rules.find(({ rule }) => rule === 'PROMPTS_RAN_OUT');
  return { statistics, ranOut };
}

test('what was in flight when the time was up is counted, with how long it took to end', () => {
  const { statistics, ranOut } = timed({}, 500);
  assert.deepEqual(statistics.timeBound, {
    ...{ durationS: 0.95, prepared: 500, sent: 10, ranOutAtS: null },
    ...{ inFlightAtEnd: 1, drainS: 0.05 },
  });
  assert.equal(statistics.requests.outcomes.ok, 10);
  assert.equal(ranOut?.state, 'VALID');
});

test('goodput counts against what was sent, not against what lay ready', () => {
  assert.equal(timed({}, 500).statistics.goodput.share, 1);
  assert.equal(timed({ durationMs: null }, 500).statistics.goodput.share, 10 / 500);
});

test('requests that ran out before the time was up are a warning that says when', () => {
  const { statistics, ranOut } = timed({ durationMs: 2_000 }, 10);
  assert.equal(statistics.timeBound?.ranOutAtS, 0.9);
  assert.equal(ranOut?.state, 'WARN');
  assert.match(ranOut?.measured ?? '', /all 10 requests made ready were sent after 0\.9 of 2 s/);
});

test('a schedule ends by itself: there is no time to run out of', () => {
  const shape = { kind: 'poisson', ratePerS: 10, maxInFlight: 4 } as const;
  const { statistics, ranOut } = timed({ shape }, 10);
  assert.deepEqual([statistics.timeBound, ranOut?.state], [null, 'NOT_CHECKED']);
});
