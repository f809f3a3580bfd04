import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Shape } from '../domain/shape.ts';
import type { TestSettings } from '../domain/suite.ts';
import { examplePlan } from '../testing/example-cell.ts';
import { makeCells } from './cells.ts';
import { levelNames } from './level-names.ts';

function cells(throughput: Partial<TestSettings>) {
  const { suite, engine, model, servedModel, target } = examplePlan();
  const { concurrency: _, ...settings } = suite.tests.throughput;
  const off = { ...suite.tests.low_latency, enabled: false };
  const tests = { throughput: { ...settings, ...throughput }, json_struct: off, low_latency: off };
  return makeCells({
    engine,
    model,
    servedModel,
    target,
    limit: null,
    sweepPoint: {},
    profile: false,
    environment: [],
    suite: { ...suite, tests },
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
