import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Config } from '../domain/config.ts';
import { type BenchRequest, emptyRequest } from '../domain/request.ts';
import { DynoError } from '../errors.ts';
import { testWorld } from '../testing/test-world.ts';
import { loadConfig } from './load-config.ts';

const real = testWorld();

type Env = Record<string, string>;

function config(env: Env, change: Partial<BenchRequest> = {}): Promise<Config> {
  const world = { ...real, env };
  return loadConfig({ ...emptyRequest, suite: 'quick', ...change }, { engine: 'sim', asProcess: false }, world);
}

async function mistake(env: Env, change: Partial<BenchRequest> = {}): Promise<string> {
  const error = await config(env, change).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof DynoError, 'nothing was wrong');
  assert.equal(error.code, 'CONFIG_INVALID');
  return [error.message, ...error.detail].join('\n');
}

test('a name without a path means the tests that a flag would mean', async () => {
  const env = { BENCHMARK_MAX_TOKENS: '32', BENCHMARK_BATCH_SIZE: '8', BENCHMARK_TOP_P: '0.5' };
  const { tests } = (await config(env)).suite;
  assert.deepEqual([tests.throughput.maxTokens, tests.throughput.batchSize, tests.throughput.topP], [32, 8, 0.5]);
  assert.deepEqual([tests.low_latency.maxTokens, tests.low_latency.batchSize], [64, 1]);
  const latency = (await config(env, { tests: ['low_latency'] })).suite.tests;
  assert.deepEqual([latency.throughput.maxTokens, latency.low_latency.maxTokens], [64, 32]);
});

test('a name with a path means that key, also of the engine and of the suite', async () => {
  const { suite } = await config({
    BENCHMARK_TESTS__JSON_STRUCT__REQUESTS: '80',
    BENCHMARK_ENGINE__CONTEXT_LENGTH: '4096',
    BENCHMARK_MAX_NUM_SEQS: '32',
    BENCHMARK_SLO__TTFT_MS: '250',
    BENCHMARK_SEED: '7',
    BENCHMARK_TESTS__THROUGHPUT__LOAD__KIND: 'poisson',
    BENCHMARK_TESTS__THROUGHPUT__LOAD__RATE_PER_S: '5',
    BENCHMARK_INPUT__TOKENS: '{ kind: uniform, min: 16, max: 64 }',
  });
  assert.equal(suite.tests.json_struct.requests, 80);
  assert.deepEqual(
    [suite.engine.contextLength, suite.engine.maxNumSeqs, suite.slo.ttftMs, suite.seed],
    [4096, 32, 250, 7],
  );
  assert.equal(suite.tests.throughput.concurrency, undefined);
  assert.deepEqual(suite.tests.throughput.load, { kind: 'poisson', ratePerS: 5, maxInFlight: 512 });
  assert.deepEqual(suite.tests.throughput.input, { tokens: { kind: 'uniform', min: 16, max: 64 } });
});

test('flags and --set win over the environment, which wins over the file; the plan keeps who won', async () => {
  const env = {
    BENCHMARK_RUNS: '5',
    BENCHMARK_MAX_TOKENS: '32',
    BENCHMARK_CONCURRENCY: '[1, 4]',
    BENCHMARK_DURATION_S: '20',
  };
  const { suite, environment } = await config(env, { runs: 2, set: ['tests.throughput.maxTokens=16'] });
  const { runs, maxTokens, concurrency, durationS, requests } = suite.tests.throughput;
  assert.deepEqual([runs, maxTokens, concurrency, durationS, requests], [2, 16, [1, 4], 20, undefined]);
  assert.deepEqual(
    environment.map(({ variable, value, overruled }) => [variable, value, overruled]),
    [
      ['BENCHMARK_CONCURRENCY', '[1, 4]', false],
      ['BENCHMARK_DURATION_S', '20', false],
      ['BENCHMARK_MAX_TOKENS', '32', true],
      ['BENCHMARK_RUNS', '5', true],
    ],
  );
});

test('PROMPT_LIMIT is --limit, and the flag wins', async () => {
  assert.equal((await config({ BENCHMARK_PROMPT_LIMIT: '20' })).limit, 20);
  const both = await config({ BENCHMARK_PROMPT_LIMIT: '20' }, { limit: 5 });
  assert.deepEqual([both.limit, both.environment[0]?.overruled], [5, true]);
  assert.match(
    await mistake({ BENCHMARK_PROMPT_LIMIT: 'many' }),
    /BENCHMARK_PROMPT_LIMIT: a whole number above 0, got "many"/,
  );
});

test('a name that nothing has is a mistake that names the nearest and all', async () => {
  assert.match(
    await mistake({ BENCHMARK_BATCHSIZE: '8' }),
    /BENCHMARK_BATCHSIZE: no key .* mean BENCHMARK_BATCH_SIZE\? There are: PROMPT_LIMIT, BATCH_SIZE/,
  );
  const long = await mistake({ BENCHMARK_TESTS__LOW_LATENCY__MAX_TOKEN: '8' });
  assert.match(long, /mean BENCHMARK_TESTS__LOW_LATENCY__MAX_TOKENS\?/);
  assert.match(await mistake({ BENCHMARK_RUNS: 'two' }), /tests\.throughput\.runs: .* got "two"/);
});

test('an empty variable says nothing, and others are not looked at', async () => {
  const { environment } = await config({ BENCHMARK_RUNS: '', BENCH_RUNS: '9', PATH: '/bin' });
  assert.deepEqual(environment, []);
});
