import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CrossCheck, CrossChecked } from '../../domain/cross-check.ts';
import { limitsSchema } from '../../domain/limits.ts';
import type { Sample } from '../../domain/sample.ts';
import type { SampleSet, SeriesRow } from '../../domain/sample-set.ts';
import { exampleItem, exampleSample, exampleSet } from '../../testing/example-cell.ts';
import { figureWindow } from '../telemetry/window.ts';
import { tokenTotals } from '../token-totals.ts';
import { crossChecks } from './cross-checks.ts';
import { loadGrowth } from './load-growth.ts';

const limits = limitsSchema.parse({});

/** Ten seconds of two requests at once, 100 ms each, 4 tokens: 200 requests. */
const load: Sample[] = Array.from({ length: 200 }, (_, index) => {
  const sentUs = Math.floor(index / 2) * 100_000;
  const at = { sentUs, firstTokenUs: sentUs + 20_000, lastTokenUs: sentUs + 99_000, endUs: sentUs + 100_000 };
  return exampleSample({ id: `r${index}`, ...at });
});

function check(what: CrossChecked, set: SampleSet): CrossCheck {
  const figures = { steadyWindow: null, outputTokensPerS: { steady: null, whole: null }, tokens: tokenTotals([]) };
  const found = crossChecks(set, figureWindow(set, figures), limits);
  return found.find((one) => one.what === what) as CrossCheck;
}

/** The engine at t0 and after the load, with a reading in between. */
function grew(change: Record<string, number>, samples = load): SampleSet {
  const at = (share: number) => Object.fromEntries(Object.entries(change).map(([name, by]) => [name, 7 + share * by]));
  return exampleSet(samples, {
    engineMetrics: [
      { tS: -0.1, ...at(0) },
      { tS: 5, ...at(0.5) },
      { tS: 10.2, readMs: 20, ...at(1) },
    ],
  });
}

test('a counter is read from before t0 to after the last request, or not at all', () => {
  const rows = (...values: [number, number | null, number?][]): SampleSet =>
    exampleSet(load, { engineMetrics: values.map(([tS, x, readMs = 5]): SeriesRow => ({ tS, readMs, x })) });
  assert.equal(loadGrowth(rows([-1, 3], [-0.1, 5], [4, 6], [10.1, 9]), 'x'), 4);
  assert.equal(loadGrowth(rows([0.2, 5], [10.1, 9]), 'x'), null, 'not read before t0');
  assert.equal(loadGrowth(rows([-0.1, 5], [4, 8], [10.1, null]), 'x'), null, 'the last answer never came');
  assert.equal(loadGrowth(rows([-0.1, 5], [10.1, 9, 300]), 'x'), null, 'a reading that began within the load');
  assert.equal(loadGrowth(rows([-0.1, 5], [4, 0], [10.1, 9]), 'x'), null, 'it began anew');
});

test('tokens are compared where the client knows them all', () => {
  const same = check('outputTokens', grew({ generationTokens: 800, promptTokens: 2_000 }));
  assert.deepEqual([same.client, same.engine, same.apart, same.limit, same.why], [800, 800, 0, 8, null]);
  assert.equal(check('promptTokens', grew({ promptTokens: 1_900 })).apart, -100);
  const failed = load.map((sample, index): Sample => (index === 0 ? { ...sample, outcome: 'timeout' } : sample));
  assert.match(check('outputTokens', grew({ generationTokens: 800 }, failed)).why ?? '', /some requests failed/);
  assert.match(check('outputTokens', grew({})).why ?? '', /no such counter/);
});

test('of failed requests an engine may count all or none, of the others every one', () => {
  const failed = load.map((sample, index): Sample => (index < 50 ? { ...sample, outcome: 'incomplete' } : sample));
  const apart = (requestsDone: number, samples = failed) => check('requests', grew({ requestsDone }, samples)).apart;
  assert.deepEqual(
    [150, 170, 200].map((done) => apart(done)),
    [0, 0, 0],
  );
  assert.deepEqual(
    [140, 210].map((done) => apart(done)),
    [-10, 10],
  );
  assert.deepEqual(
    [200, 199, 201].map((done) => apart(done, load)),
    [0, -1, 1],
  );
  const batch = grew({ requestsDone: 1_600 });
  const promptIds = Array.from({ length: 8 }, (_, index) => `p${index}`);
  for (const { id } of load)
    batch.items.set(id, exampleItem(id, { meta: { promptIds, schema: null, grade: null, cold: null } }));
  assert.equal(check('requests', batch).apart, 0, 'each prompt of a batch is a request of the engine');
});

test('means of TTFT are compared over the same requests only', () => {
  const engine = (ttftSumS: number, ttftCount: number, samples = load) =>
    check('ttftMeanMs', grew({ ttftSumS, ttftCount }, samples));
  const way = engine(200 * 0.017, 200);
  assert.deepEqual([way.client, way.limit], [20, 25]);
  assert.ok(Math.abs((way.apart ?? 0) + 3) < 1e-9, 'the way there and back is 3 ms');
  assert.match(engine(4, 201).why ?? '', /counts 201 first tokens, the client 200/);
  assert.match(
    engine(
      4,
      200,
      load.map((sample) => ({ ...sample, choices: 2 })),
    ).why ?? '',
    /several prompts/,
  );
  const slow = load.map((sample) => ({ ...sample, sentUs: 0, firstTokenUs: 500_000 }));
  assert.equal(engine(80, 200, slow).limit, 100, 'a fifth of 500 ms');
});

test("requests in flight are compared with the engine's readings, as far as these can tell", () => {
  const at = (values: (number | null)[], everyS = 1) =>
    exampleSet(load, {
      engineMetrics: values.map((running, index) => ({ tS: (index + 0.5) * everyS, running, waiting: 0 })),
    });
  const steady = check('inFlightMean', at(Array(10).fill(2)));
  assert.deepEqual([steady.engine, steady.limit, Math.abs(steady.apart ?? 1) < 1e-9], [2, 0.5, true]);
  const foreign = check('inFlightMean', at(Array(10).fill(4)));
  assert.ok((foreign.apart ?? 0) > (foreign.limit ?? 0));
  // The standard error of ten such readings is 0.83.
  const noisy = check('inFlightMean', at([5, 0, 5, 0, 5, 0, 5, 0, 5, 0]));
  assert.ok((noisy.limit ?? 0) > 2.9 && (noisy.apart ?? 0) < (noisy.limit ?? 0));
  assert.match(check('inFlightMean', at([2, 2, 2, 2])).why ?? '', /^4 readings .*, 5 are needed$/);
  assert.match(check('inFlightMean', at(Array(10).fill(null))).why ?? '', /no running and waiting/);
  const long = load.slice(0, 2).map((sample) => ({ ...sample, lastTokenUs: 9_900_000, endUs: 10_000_000 }));
  const twice = exampleSet(long, { engineMetrics: at(Array(90).fill(2), 0.1).engineMetrics });
  assert.match(check('inFlightMean', twice).why ?? '', /^1 readings/, 'the same two requests, seen ninety times');
});
