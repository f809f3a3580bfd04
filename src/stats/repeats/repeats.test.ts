import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pooledPercentile } from '../../domain/repeats.ts';
import { ttftMs } from '../../domain/request-metrics.ts';
import type { Sample } from '../../domain/sample.ts';
import { exampleCell } from '../../testing/example-cell.ts';
import { exampleProof, exampleSamples, measuredExample } from '../../testing/example-result.ts';
import { describe } from '../distribution.ts';
import { requestLatencies } from './latencies.ts';
import { repeatsOf } from './repeats.ts';

/** Repeats of throughput, each slower than the one before by a millisecond; `change` can break one. */
function runs(count: number, change: Partial<ReturnType<typeof exampleCell>> = {}, requests = 140) {
  return Array.from({ length: count }, (_, index) => {
    const repeat = index + 1;
    const cell = exampleCell({ id: `throughput/run-${repeat}`, repeat, requests, ...change });
    const samples = exampleSamples(requests, index * 1_000);
    return {
      samples,
      measured: { ...measuredExample(cell, samples), latencies: requestLatencies(samples, cell.shape) },
    };
  });
}

const metric = (of: ReturnType<typeof repeatsOf>[number] | undefined, name: string) =>
  of?.metrics.find((one) => one.metric === name);

test('a figure over runs has the values of the runs, their mean and spread, and each run counts once', () => {
  const [one, ...others] = repeatsOf(runs(3).map(({ measured }) => measured));
  assert.deepEqual(others, []);
  assert.deepEqual([one?.series, one?.runs.map(({ run }) => run), one?.leftOut], ['throughput', [1, 2, 3], 0]);
  const ttft = metric(one, 'ttftP50Ms');
  const values = ttft?.values.map(({ value }) => value ?? 0) ?? [];
  assert.deepEqual(
    values.slice(1).map((value, index) => Math.round(value - (values[index] ?? 0))),
    [1, 1],
  );
  assert.deepEqual([ttft?.least, ttft?.most], [values[0], values[2]]);
  assert.ok(Math.abs((ttft?.mean.mean ?? 0) - (values[1] ?? 0)) < 1e-9);
  assert.equal(ttft?.outliers, null);
});

test('pooled is what all requests together give, not the mean of the runs', () => {
  const all = runs(3);
  const [one] = repeatsOf(all.map(({ measured }) => measured));
  const together: Sample[] = all.flatMap(({ samples }) => samples);
  assert.deepEqual(one?.pooled.ttftMs, describe(together.map(ttftMs)));
  assert.equal(one?.pooled.ttftMs.count, 420);
  const p95 = one === undefined ? null : pooledPercentile(one, 'ttftP95Ms');
  assert.ok((p95?.value ?? 0) > (metric(one, 'ttftP95Ms')?.mean.mean ?? 0));
  assert.equal(one === undefined ? 0 : pooledPercentile(one, 'outputTokensPerS'), null);
});

test('an INVALID run is in no figure while another is usable, and that is counted', () => {
  const cells = runs(3).map(({ measured }, index) =>
    index === 2 ? { ...measured, verdict: { ...measured.verdict, state: 'INVALID' as const } } : measured,
  );
  const [one] = repeatsOf(cells);
  assert.deepEqual([one?.leftOut, one?.runs.length, one?.pooled.ttftMs.count], [1, 3, 280]);
  assert.equal(metric(one, 'ttftP50Ms')?.mean.count, 2);
});

test('a test of one run and the proof of enforcement have no repeats', () => {
  const proof = { ...exampleProof(['{"n":1}']), latencies: requestLatencies([], exampleCell().shape) };
  assert.deepEqual(repeatsOf([...runs(1).map(({ measured }) => measured), proof, proof]), []);
});

test('in an open loop response latency stands beside service latency, over runs and pooled', () => {
  const shape = { kind: 'poisson', ratePerS: 16, maxInFlight: 8 } as const;
  const cells = [1, 2].map((repeat) => {
    const late = exampleSamples(140).map((sample) => ({ ...sample, intendedUs: (sample.sentUs ?? 0) - 5_000 }));
    const cell = exampleCell({ id: `throughput/run-${repeat}`, repeat, requests: 140, shape });
    return { ...measuredExample(cell, late), latencies: requestLatencies(late, shape) };
  });
  const [one] = repeatsOf(cells);
  const [response, service] = [metric(one, 'ttftP50Ms'), metric(one, 'serviceTtftP50Ms')];
  assert.deepEqual([response?.title, service?.title], ['response TTFT p50', 'service TTFT p50']);
  assert.ok(Math.abs((response?.mean.mean ?? 0) - (service?.mean.mean ?? 0) - 5) < 1e-9);
  const medians = [one?.pooled.responseTtftMs, one?.pooled.ttftMs].map((all) => all?.percentiles[0]?.value ?? 0);
  assert.ok(Math.abs((medians[0] ?? 0) - (medians[1] ?? 0) - 5) < 1e-9);
});
