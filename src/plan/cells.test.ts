import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Config } from '../domain/config.ts';
import type { Shape } from '../domain/shape.ts';
import type { TestName, TestSettings } from '../domain/suite.ts';
import { examplePlan } from '../testing/example-cell.ts';
import { makeCells } from './cells.ts';
import { levelNames } from './level-names.ts';

type More = { limit?: number; sweep?: Config['suite']['sweep'] };

/** Cells of one test with these settings; the others are off. */
function cells(change: Partial<TestSettings>, test: TestName = 'throughput', { limit, sweep }: More = {}) {
  const { suite, engine, model, servedModel, target } = examplePlan();
  const { concurrency: _, ...settings } = suite.tests[test];
  const off = { ...suite.tests.low_latency, enabled: false };
  const tests = { throughput: off, json_struct: off, low_latency: off, [test]: { ...settings, ...change } };
  return makeCells({
    engine,
    model,
    servedModel,
    target,
    limit: limit ?? null,
    sweepPoint: {},
    profile: false,
    environment: [],
    suite: { ...suite, tests, sweep: sweep ?? suite.sweep },
  });
}

const poisson = (ratePerS: number, maxInFlight = 512): Shape => ({ kind: 'poisson', ratePerS, maxInFlight });

test('every level of a load has a folder, with its runs in it; one level alone needs none', () => {
  const ids = (settings: Partial<TestSettings>) => cells(settings).map(({ id }) => id);
  assert.deepEqual(ids({ load: [poisson(20), { kind: 'concurrency', concurrency: 4 }], runs: 2 }), [
    'throughput/poisson-20/run-1',
    'throughput/poisson-20/run-2',
    'throughput/c4/run-1',
    'throughput/c4/run-2',
  ]);
  assert.deepEqual(ids({ load: poisson(20) }), ['throughput/run-1']);
  assert.deepEqual(ids({ concurrency: [4, 8] }), ['throughput/c4/run-1', 'throughput/c8/run-1']);
});

test('levels that differ in anything never share a folder', () => {
  const gamma = (burstiness: number): Shape => ({ kind: 'gamma', ratePerS: 2.5, burstiness, maxInFlight: 9 });
  const levels = [poisson(20, 4), poisson(20), poisson(0.5), gamma(0.25), gamma(4), { kind: 'burst', maxInFlight: 9 }];
  assert.deepEqual(levelNames(levels as Shape[]), [
    ...['poisson-20-max4', 'poisson-20-max512', 'poisson-0.5', 'gamma-2.5-b0.25', 'gamma-2.5-b4', 'burst'],
  ]);
});

const json = (change: Partial<TestSettings>, more: More = {}) =>
  cells({ ...(change.load === undefined && { concurrency: 2 }), requests: 20, ...change }, 'json_struct', more);

test('json_struct is a proof, the requests with their schemas, and a twin of each without', () => {
  const shown = json({ runs: 2, concurrency: [2, 4] }).map(({ id, constraint, purpose, twinOf, requests }) => [
    ...[id, constraint, purpose, twinOf, requests],
  ]);
  assert.deepEqual(shown, [
    ['json_struct/enforcement/run-1', 'schema', 'enforcement', null, 10],
    ['json_struct/c2/run-1', 'schema', 'speed', null, 20],
    ['json_struct/c2/run-2', 'schema', 'speed', null, 20],
    ['json_struct/c4/run-1', 'schema', 'speed', null, 20],
    ['json_struct/c4/run-2', 'schema', 'speed', null, 20],
    ['json_struct/unconstrained/c2/run-1', 'none', 'speed', 'json_struct/c2/run-1', 20],
    ['json_struct/unconstrained/c2/run-2', 'none', 'speed', 'json_struct/c2/run-2', 20],
    ['json_struct/unconstrained/c4/run-1', 'none', 'speed', 'json_struct/c4/run-1', 20],
    ['json_struct/unconstrained/c4/run-2', 'none', 'speed', 'json_struct/c4/run-2', 20],
  ]);
  const seeds = json({}).map(({ seed }) => seed);
  assert.equal(seeds[1], seeds[2], 'a twin has the seeds of its other');
});

test('the proof is sent all at once and to its end, whatever the load of the test', () => {
  const [proof] = json({ load: poisson(5), enforcementRequests: 6, warmupRequests: 4, maxDurationS: 3 });
  const { shape, requests, warmupRequests, durationMs, maxDurationMs } = proof ?? {};
  assert.deepEqual(shape, { kind: 'concurrency', concurrency: 6 });
  assert.deepEqual([requests, warmupRequests, durationMs, maxDurationMs], [6, 0, null, null]);
});

test('proof and twins can be left out or be fewer, and never more than is asked with a schema', () => {
  const ids = (change: Partial<TestSettings>) => json(change).map(({ id, requests }) => `${id} ${requests}`);
  assert.deepEqual(ids({ enforcementRequests: 0, unconstrainedRequests: 0 }), ['json_struct/run-1 20']);
  assert.deepEqual(ids({ enforcementRequests: 0, unconstrainedRequests: 5 }), [
    'json_struct/run-1 20',
    'json_struct/unconstrained/run-1 5',
  ]);
  assert.equal(json({ unconstrainedRequests: 50 }).at(-1)?.requests, 20);
  assert.deepEqual(
    json({}, { limit: 4 }).map(({ requests }) => requests),
    [4, 4, 4],
  );
});

test('every point of a sweep has a proof and twins of its own', () => {
  const sweep = { 'tests.json_struct.structuredOutput': ['native', 'common'] };
  const swept = json({ runs: 1 }, { sweep });
  const short = swept.map(({ id, structuredOutput, twinOf }) => [id, structuredOutput, twinOf]);
  const [proof, main, twin] = short as string[][];
  assert.equal(short.length, 6);
  assert.match(proof?.[0] ?? '', /^json_struct\/enforcement\/.+\/run-1$/);
  assert.equal(twin?.[2], main?.[0]);
  assert.deepEqual(
    short.map(([, spelling]) => spelling),
    ['native', 'native', 'native', 'common', 'common', 'common'],
  );
});
