import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BenchRequest, emptyRequest } from '../domain/request.ts';
import { DynoError } from '../errors.ts';
import { testWorld } from '../testing/test-world.ts';
import { loadConfig } from './load-config.ts';

function load(change: Partial<BenchRequest>, engine = 'llamacpp') {
  return loadConfig({ ...emptyRequest, ...change }, { engine, asProcess: false }, testWorld());
}

async function failure(work: Promise<unknown>): Promise<DynoError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof DynoError, `expected a DynoError, got ${error}`);
  return error;
}

test('a CPU engine gets the quick suite, a GPU engine the default one', async () => {
  assert.equal((await load({})).suite.name, 'quick');
  assert.equal((await load({}, 'vllm')).suite.name, 'default');
});

test('every mistake of a request is reported at once, each with its path', async () => {
  const error = await failure(
    load({
      model: 'nonsense',
      set: ['tests.throughput.concurrency=0', 'tests.low_latency.reqests=5', 'slo.ttftMs="fast"'],
    }),
  );
  assert.equal(error.exitCode, 2);
  const text = [error.message, ...error.detail].join('\n');
  assert.match(text, /no model "nonsense"/);
  assert.match(text, /tests\.throughput\.concurrency.*got 0/);
  assert.match(text, /unknown key tests\.low_latency\.reqests/);
  assert.match(text, /slo\.ttftMs: expected number.*got "fast"/);
});

test('an unknown engine names the ones there are', async () => {
  const error = await failure(load({}, 'tgi'));
  assert.equal(error.code, 'UNKNOWN_ENGINE');
  assert.match(error.message, /llamacpp.*vllm/);
});

test('an unknown test and an unknown suite are reported', async () => {
  assert.match((await failure(load({ tests: ['speed'] }))).message, /no test "speed"; there are: throughput/);
  assert.match(
    (await failure(load({ suite: 'huge' }))).message,
    /no suite "huge"; there are: cpu-engines, default, demo, levels, open-loop, parity, quick/,
  );
});

test('flags speak of the tests chosen, else of throughput alone', async () => {
  const all = await load({ concurrency: 3 });
  assert.equal(all.suite.tests.throughput.concurrency, 3);
  assert.notEqual(all.suite.tests.json_struct.concurrency, 3);
  const one = await load({ concurrency: 3, tests: ['json_struct'] });
  assert.equal(one.suite.tests.json_struct.concurrency, 3);
  assert.equal(one.suite.tests.throughput.enabled, false);
});

test('an override may not reach outside the suite', async () => {
  assert.match((await failure(load({ set: ['__proto__.polluted=1'] }))).message, /is no path/);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

test('an endpoint that does not answer is named', async () => {
  const error = await failure(load({ endpoint: 'http://127.0.0.1:9' }, 'openai'));
  assert.equal(error.code, 'ENDPOINT_REFUSED');
  assert.match(error.message, /127\.0\.0\.1:9/);
});
