import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plan } from '../domain/plan.ts';
import { type BenchRequest, emptyRequest } from '../domain/request.ts';
import { DynoError } from '../errors.ts';
import { testWorld } from '../testing/test-world.ts';
import { planRequests } from './make-plan.ts';
import { plansText } from './plan-text.ts';

const world = testWorld();

function plans(sweep: Record<string, unknown>, change: Partial<BenchRequest> = {}): Promise<Plan[]> {
  const set = Object.entries(sweep).map(([key, values]) => `sweep.${key}=${JSON.stringify(values)}`);
  return planRequests({ ...emptyRequest, engine: 'sim', tests: ['throughput'], runs: 1, set, ...change }, world);
}

async function mistake(...args: Parameters<typeof plans>): Promise<string> {
  const error = await plans(...args).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof DynoError, 'nothing was wrong');
  assert.equal(error.code, 'CONFIG_INVALID');
  return [error.message, ...error.detail].join('\n');
}

const at = 'tests.throughput';

test('keys of a test make cells of one run, every combination in a folder of its own', async () => {
  const [plan, ...others] = await plans({ [`${at}.maxTokens`]: [64, 128], [`${at}.concurrency`]: [[1, 4], 8] });
  assert.deepEqual(others, []);
  assert.deepEqual(
    plan?.cells.map(({ id, maxTokens, shape }) => [id, maxTokens, shape.kind === 'concurrency' && shape.concurrency]),
    [
      ['throughput/maxTokens-64_concurrency-1-4/c1/run-1', 64, 1],
      ['throughput/maxTokens-64_concurrency-1-4/c4/run-1', 64, 4],
      ['throughput/maxTokens-64_concurrency-8/run-1', 64, 8],
      ['throughput/maxTokens-128_concurrency-1-4/c1/run-1', 128, 1],
      ['throughput/maxTokens-128_concurrency-1-4/c4/run-1', 128, 4],
      ['throughput/maxTokens-128_concurrency-8/run-1', 128, 8],
    ],
  );
});

test('keys of the engine make a run for each value, with the same cells and another hash', async () => {
  const both = await plans({ 'engine.maxNumSeqs': [8, 16], [`${at}.maxTokens`]: [64, 128] });
  assert.deepEqual(
    both.map(({ sweepPoint, suite, cells }) => [sweepPoint, suite.engine.maxNumSeqs, cells.length]),
    [
      [{ 'engine.maxNumSeqs': 8 }, 8, 2],
      [{ 'engine.maxNumSeqs': 16 }, 16, 2],
    ],
  );
  assert.notEqual(both[0]?.hash, both[1]?.hash);
  const text = plansText(both);
  assert.match(text, /^2 runs one after another, 4 cells in all/);
  assert.match(text, /sweep {4}engine\.maxNumSeqs 16/);
});

test('lengths, and requests in place of a time, can be swept', async () => {
  const lengths = [64, { kind: 'uniform', min: 16, max: 32 }];
  const [plan] = await plans(
    { [`${at}.input.tokens`]: lengths },
    { set: [`sweep.${at}.input.tokens=${JSON.stringify(lengths)}`] },
  );
  assert.deepEqual(
    plan?.cells.map(({ id, input }) => [id, input?.kind]),
    [
      ['throughput/input.tokens-64/run-1', 'fixed'],
      ['throughput/input.tokens-uniform-16-32/run-1', 'uniform'],
    ],
  );
  const [timed] = await plans({ [`${at}.durationS`]: [5, 10] });
  assert.deepEqual(
    timed?.cells.map(({ durationMs, requests }) => [durationMs, requests]),
    [
      [5_000, 2_000],
      [10_000, 4_000],
    ],
  );
});

test('a point that is no suite, a value twice, an unknown key and too many cells are mistakes', async () => {
  assert.match(await mistake({ [`${at}.maxTokens`]: [64, 0] }), /sweep: tests\.throughput\.maxTokens: .*got 0/);
  assert.match(await mistake({ [`${at}.maxTokens`]: [64, 64] }), /every value once/);
  assert.match(await mistake({ [`${at}.maxToken`]: [64] }), /unknown key tests\.throughput\.maxToken/);
  const many = Array.from({ length: 40 }, (_, index) => index + 1);
  assert.match(
    await mistake({ [`${at}.maxTokens`]: many, [`${at}.batchSize`]: many }),
    /1600 combinations are more than 1000/,
  );
  assert.match(await mistake({ [`${at}.maxTokens`]: many }, { runs: 30 }), /1200 cells are more than 1000/);
  assert.match(await mistake({ 'a.__proto__.b': [1] }), /is no path/);
});

test('settings of a server that somebody else started cannot be swept', async () => {
  const endpoint = { endpoint: 'http://127.0.0.1:9', model: 'x' };
  assert.match(
    await mistake({ 'engine.maxNumSeqs': [8, 16] }, endpoint),
    /engine\.maxNumSeqs cannot be changed on a server/,
  );
});
