import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BenchRequest, emptyRequest } from '../domain/request.ts';
import { levelsOf, type Suite } from '../domain/suite.ts';
import { DynoError } from '../errors.ts';
import { testWorld } from '../testing/test-world.ts';
import { loadConfig } from './load-config.ts';

async function suite(change: Partial<BenchRequest>): Promise<Suite> {
  return (await loadConfig({ ...emptyRequest, ...change }, { engine: 'llamacpp', asProcess: false }, testWorld()))
    .suite;
}

async function levels(change: Partial<BenchRequest>) {
  return levelsOf((await suite(change)).tests.throughput);
}

async function mistakes(change: Partial<BenchRequest>): Promise<string> {
  const error = await suite(change).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof DynoError, 'nothing was wrong');
  assert.equal(error.exitCode, 2);
  return [error.message, ...error.detail].join('\n');
}

const at = 'tests.throughput';

test('--rate is an open loop of poisson arrivals for the tests chosen, with places enough', async () => {
  assert.deepEqual(await levels({ ratePerS: 20 }), [{ kind: 'poisson', ratePerS: 20, maxInFlight: 512 }]);
  const both = await suite({ ratePerS: 2.5, tests: ['low_latency'] });
  assert.deepEqual(levelsOf(both.tests.low_latency), [{ kind: 'poisson', ratePerS: 2.5, maxInFlight: 512 }]);
  assert.equal(both.tests.throughput.concurrency, 8);
});

test('--load and --burstiness choose the kind', async () => {
  const kinds = async (change: Partial<BenchRequest>) => (await levels(change)).map(({ kind }) => kind);
  assert.deepEqual(await kinds({ load: 'constant-rate', ratePerS: 20 }), ['constant-rate']);
  assert.deepEqual(await kinds({ load: 'burst' }), ['burst']);
  assert.deepEqual(await levels({ ratePerS: 20, burstiness: 0.5 }), [
    { kind: 'gamma', ratePerS: 20, burstiness: 0.5, maxInFlight: 512 },
  ]);
  assert.deepEqual(await levels({ load: 'concurrency', concurrency: 3 }), [{ kind: 'concurrency', concurrency: 3 }]);
});

test('--set reaches into a load, and saying a load in one way takes away the other of the file', async () => {
  assert.deepEqual(await levels({ ratePerS: 20, set: [`${at}.load.maxInFlight=4`] }), [
    { kind: 'poisson', ratePerS: 20, maxInFlight: 4 },
  ]);
  const list = `${at}.load=[{ kind: poisson, ratePerS: 5 }, { kind: concurrency, concurrency: 2 }]`;
  assert.deepEqual(
    (await levels({ set: [list] })).map(({ kind }) => kind),
    ['poisson', 'concurrency'],
  );
  assert.deepEqual(await levels({ suite: 'open-loop', concurrency: 3 }), [{ kind: 'concurrency', concurrency: 3 }]);
});

test('both ways at once, and none, are mistakes', async () => {
  const two = [`${at}.load={ kind: burst }`, `${at}.concurrency=3`];
  assert.match(await mistakes({ set: two }), /tests\.throughput\.load: give either concurrency .* or load, not both/);
  assert.match(await mistakes({ ratePerS: 3, concurrency: 3 }), /--concurrency is a closed loop, poisson an open one/);
  assert.match(await mistakes({ ratePerS: 3, load: 'concurrency' }), /closed loop: it has no --rate/);
  assert.match(await mistakes({ load: 'gamma', burstiness: 1 }), /load gamma needs --rate N/);
});

test('what is wrong inside a load is named with its path, alone and in a list', async () => {
  const wrong = (load: string) => mistakes({ set: [`${at}.load=${load}`] });
  assert.match(await wrong('{ kind: poison, ratePerS: 5 }'), /load\.kind: .*'poisson'.*, got "poison"/);
  assert.match(await wrong('{ kind: poisson, ratePerS: 0 }'), /load\.ratePerS: .*>0, got 0/);
  assert.match(await wrong('{ kind: poisson }'), /load\.ratePerS: .*number.*, got nothing/);
  assert.match(await wrong('{ kind: gamma, ratePerS: 5 }'), /load\.burstiness: .*got nothing/);
  assert.match(await wrong('{ kind: poisson, ratePerS: 5, burstiness: 2 }'), /unknown key .*load\.burstiness/);
  assert.match(
    await wrong('[{ kind: burst }, { kind: constant-rate, ratePerS: -1 }]'),
    /load\[1\]\.ratePerS: .*got -1/,
  );
  assert.match(await wrong('[]'), /load: .*>=1 items/);
  assert.match(await wrong('fast'), /load: .*got "fast"/);
  assert.match(await mistakes({ set: [`${at}.concurrency=[4, 8, 4]`] }), /concurrency: every level once/);
});
