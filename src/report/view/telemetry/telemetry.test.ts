import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plan } from '../../../domain/plan.ts';
import type { Statistics } from '../../../domain/statistics.ts';
import { computeStatistics } from '../../../stats/compute.ts';
import { exampleCell, examplePlan, exampleSet } from '../../../testing/example-cell.ts';
import { exampleSamples } from '../../../testing/example-result.ts';
import { exampleTelemetry } from '../../../testing/example-telemetry.ts';
import { telemetryTable } from './telemetry.ts';

const shape = { kind: 'concurrency', concurrency: 1 } as const;
const samples = exampleSamples(100);

function onGpu(): Statistics {
  const plan = examplePlan();
  const priced: Plan = {
    ...plan,
    engine: { ...plan.engine, needs: 'nvidia-gpu' },
    suite: { ...plan.suite, gpuUsdPerHour: 2.5 },
  };
  return computeStatistics(exampleCell({ shape }), priced, exampleSet(samples, exampleTelemetry(6, { gpu: true })));
}

function onCpu(): Statistics {
  return computeStatistics(
    exampleCell({ shape }),
    examplePlan(),
    exampleSet(samples, exampleTelemetry(6, { gpu: false })),
  );
}

function cells(statistics: Statistics, question: string): string[] {
  const { rows } = telemetryTable(statistics);
  return rows.find(([name]) => name === question) ?? [];
}

test('client, engine, GPU and machine answer the same questions side by side, over named seconds', () => {
  const { caption, heads, rows } = telemetryTable(onGpu());
  assert.match(
    caption,
    /^Client, engine and machine over the same seconds: the steady window, second 0\.0 to 6\.0 of the load$/,
  );
  assert.deepEqual(heads, ['', 'client', 'engine, by its own word', 'GPU', 'machine']);
  assert.ok(rows.every((row) => row.length === 5));
  const s = onGpu();
  assert.match(
    cells(s, 'output tokens').join('|'),
    /^output tokens\|66\.\d a second\|(?:399|40\d) a second by its counter\|\|$/,
  );
  assert.deepEqual(cells(s, 'at a time').slice(2), ['2.00 running', '', '2.00 threads run or want to']);
  assert.equal(cells(s, 'waiting')[2], '0.500 requests (at most 1), 0 preemptions');
  assert.match(
    cells(s, 'latency, mean').join('|'),
    /\|TTFT 22\.\d ms, TPOT 10\.0 ms, E2E 5\d\.\d ms\|TTFT 19\.0 ms\|\|$/,
  );
  assert.match(
    cells(s, 'busy')[3] ?? '',
    /^9\d\.\d % \(at most 94\.0 %\), p50 9\d\.\d %, p95 9\d\.\d %, active: SM 62 %, /,
  );
  assert.match(cells(s, 'busy')[2] ?? '', /^CPU 101 % of one core$/);
  const cache = 'KV cache 12 % in use, 25 % of the prompt tokens came out of the prefix cache, main memory 94.0 MiB';
  assert.deepEqual(cells(s, 'memory, peak').slice(2, 4), [cache, '70.0 GiB (87.5 %)']);
  assert.match(
    cells(s, 'clocks, heat, power')[3] ?? '',
    /^SM 1,980 MHz, memory 2,619 MHz, at most 61\.0 °C, .* 300 W$/,
  );
  const took = cells(s, 'output tokens took')[3] ?? '';
  assert.match(took, /^1,799 J by the GPU's own counter: 4\.\d\d J a token \(0\.2\d\d tokens a J\)/);
  assert.match(
    took,
    /, 15\.\d GPU seconds \(whole run 1\d\.\d\) for 1,000, 10\.\d USD \(whole run 10\.\d\) for a million$/,
  );
});

test('without a GPU the processor is the CPU, and it is called so', () => {
  const s = onCpu();
  assert.equal(telemetryTable(s).heads[3], 'CPU of the engine (no GPU read)');
  assert.deepEqual([cells(s, 'busy')[3], cells(s, 'memory, peak')[3]], ['101 % of one core', '94.0 MiB']);
  assert.match(cells(s, 'output tokens took')[3] ?? '', /^15\.\d CPU seconds for 1,000$/);
  assert.equal(cells(s, 'clocks, heat, power')[3], '');
  assert.equal(cells(s, 'busy')[1], 'load generator 12.0 %, Dyno 3.00 % of one core');
});

test('sides that tell nothing have no column, and energy that is not told says why', () => {
  const alone = computeStatistics(exampleCell({ shape }), examplePlan(), exampleSet(samples));
  assert.deepEqual(telemetryTable(alone).heads, ['', 'client']);
  const s = onGpu();
  const energy = { source: 'power' as const, joules: null, coverage: 0.3, largestGapS: 7 };
  const told = cells({ ...s, gpu: { ...s.gpu, energy } }, 'output tokens took')[3];
  assert.match(told ?? '', /energy not told: readings cover 30 % of the time, 7\.00 s without any at most, 15/);
});

test('a run of a version that did not cut to a window says so', () => {
  const old = { ...onCpu(), figureWindow: null, engine: null, host: null, efficiency: null };
  assert.equal(telemetryTable(old).caption, 'Client, engine and machine while the load ran');
});
