import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plan } from '../../domain/plan.ts';
import { examplePlan } from '../../testing/example-cell.ts';
import { everySecond, findingOn } from '../../testing/finding-on.ts';
import { metricsGap } from './metrics-gap.ts';

const { engine, suite } = examplePlan();
const required: Partial<Plan> = {
  engine: { ...engine, metrics: { ...engine.metrics, required: ['running', 'generationTokens'] } },
};

/** The engine tells nothing in these seconds. */
function silent(seconds: number[], change: Partial<Plan> = {}) {
  const row = (second: number) => (seconds.includes(second) ? {} : { running: 1, generationTokens: second });
  return findingOn(metricsGap, { engineMetrics: everySecond(row) }, { ...required, ...change });
}

test('one reading missed is no gap, three in a row are one', () => {
  assert.equal(silent([]).state, 'VALID');
  assert.equal(silent([4, 8]).state, 'VALID');
  const gap = silent([3, 4, 5]);
  assert.equal(gap.state, 'WARN');
  assert.match(gap.measured, /^running covers 85 %, the longest time without is 4\.0 s; 2 of 2 required metrics/);
});

test('a word that is missing is a gap, though others are there', () => {
  const engineMetrics = everySecond(() => ({ running: 1, generationTokens: null }));
  const { state, measured } = findingOn(metricsGap, { engineMetrics }, required);
  assert.deepEqual([state, measured], ['WARN', 'generationTokens covers 0 %, the longest time without is 10.0 s']);
});

test('what cannot have gaps is not checked: no reading at all, a short load, a server that keeps its metrics to itself', () => {
  assert.equal(findingOn(metricsGap, {}, required).state, 'NOT_CHECKED');
  const seldom = { suite: { ...suite, telemetry: { ...suite.telemetry, intervalMs: 5_000 } } };
  assert.match(silent([2], seldom).measured, /too short for readings every 5 s/);
  const all = Array.from({ length: 12 }, (_, second) => second);
  assert.equal(silent(all).state, 'WARN');
  const url = 'http://there';
  const target: Plan['target'] = {
    ...{ kind: 'endpoint', url, bearerFile: null, headers: {} },
    ...{ proxy: null, caFile: null, tlsInsecure: false },
  };
  assert.equal(silent(all, { target }).state, 'NOT_CHECKED');
});
