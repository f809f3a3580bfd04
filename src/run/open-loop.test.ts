import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Sample, sampleSchema } from '../domain/sample.ts';
import type { OpenShape } from '../domain/shape.ts';
import type { Distribution } from '../domain/statistics.ts';
import { type MeasuredForTest, measureCell } from '../testing/measured-cell.ts';

const fast = ['--ttft-ms', '10', '--itl-ms', '2', '--output-tokens', '3'];

function samplesOf({ folder }: MeasuredForTest): Sample[] {
  const lines = readFileSync(join(folder, 'requests.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => sampleSchema.parse(JSON.parse(line)));
}

function shapeSent(folder: string): unknown {
  return (JSON.parse(readFileSync(join(folder, 'load.json'), 'utf8')) as { shape: unknown }).shape;
}

/** As the samples have it, also where there are too few for the figure to be claimed. */
function p99(distribution: Distribution | undefined): number {
  return distribution?.quantiles[99] ?? Number.NaN;
}

function state({ verdict }: MeasuredForTest, rule: string): string | undefined {
  return verdict.rules.find((result) => result.rule === rule)?.state;
}

test('a poisson run sends every request, none before it is due, and its counts add up', async () => {
  const shape: OpenShape = { kind: 'poisson', ratePerS: 100, maxInFlight: 32 };
  const measured = await measureCell(fast, { shape, requests: 120, warmupRequests: 3 });
  const { requests, openLoop } = measured.statistics;
  assert.deepEqual([requests.planned, requests.dropped, requests.sent, requests.outcomes.ok], [120, 0, 120, 120]);
  const due = new Map(measured.asked.map((item) => [item.id, item.intendedUs]));
  for (const sample of samplesOf(measured)) {
    assert.equal(sample.intendedUs, due.get(sample.id));
    assert.ok((sample.sentUs ?? 0) >= (sample.intendedUs ?? 0), `${sample.id} left before it was due`);
  }
  const lastUs = measured.asked.at(-1)?.intendedUs ?? 0;
  assert.equal(openLoop?.offeredPerS, (119 * 1e6) / lastUs);
  assert.deepEqual([openLoop?.responseTtftMs.count, openLoop?.sendLatenessMs.count], [120, 120]);
  assert.ok((openLoop?.responseTtftMs.mean ?? 0) >= (measured.statistics.ttftMs.mean ?? 0));
  assert.deepEqual(shapeSent(measured.folder), shape);
  assert.deepEqual(shapeSent(join(measured.folder, 'warmup')), { kind: 'concurrency', concurrency: 3 });
});

const others: OpenShape[] = [
  { kind: 'constant-rate', ratePerS: 100, maxInFlight: 16 },
  { kind: 'gamma', ratePerS: 100, burstiness: 0.5, maxInFlight: 16 },
  { kind: 'burst', maxInFlight: 16 },
];

for (const shape of others) {
  test(`a load of kind ${shape.kind} goes through every stage`, async () => {
    const measured = await measureCell(fast, { shape, requests: 40, warmupRequests: 0 });
    const { requests, openLoop } = measured.statistics;
    assert.deepEqual([requests.planned, requests.outcomes.ok], [40, 40]);
    assert.equal(openLoop?.burst === null, shape.kind !== 'burst');
    // Of 40 requests that are due at once, 24 find the 16 places taken: late, not lost.
    if (shape.kind === 'burst') assert.deepEqual([openLoop?.waitedForPlace, openLoop?.peakInFlight], [24, 16]);
  });
}

// A server that stands still for 1.4 s of a run of 10 s. The requests that come meanwhile must not be forgotten.
const pausing = [...fast, '--pause-at-ms', '4000', '--pause-ms', '1400'];
const hit = (maxInFlight: number) =>
  measureCell(pausing, {
    shape: { kind: 'constant-rate', ratePerS: 50, maxInFlight },
    requests: 500,
    warmupRequests: 0,
  });

describe('a pause of the server of 1.4 s', { concurrency: 2 }, () => {
  test('is in both latencies where there are places enough: the requests wait in the server', async () => {
    const measured = await hit(128);
    const { ttftMs, openLoop } = measured.statistics;
    assert.ok(p99(openLoop?.responseTtftMs) >= 1_000, `response ${p99(openLoop?.responseTtftMs)} ms`);
    assert.ok(p99(ttftMs) >= 1_000, `service ${p99(ttftMs)} ms`);
    assert.equal(state(measured, 'OVERLOADED'), 'VALID');
  });

  test('is in the response latency alone where four places are all: the requests wait to be sent', async () => {
    const measured = await hit(4);
    const { ttftMs, openLoop, requests } = measured.statistics;
    assert.ok(p99(openLoop?.responseTtftMs) >= 1_000, `response ${p99(openLoop?.responseTtftMs)} ms`);
    // Only the four that were in flight waited in the server, fewer than one in a hundred.
    assert.ok(p99(ttftMs) < 700, `service ${p99(ttftMs)} ms`);
    assert.deepEqual([requests.dropped, requests.outcomes.ok], [0, 500]);
    assert.equal(state(measured, 'OVERLOADED'), 'WARN');
    assert.notEqual(state(measured, 'LATE_SENDS'), 'VALID');
  });
});
