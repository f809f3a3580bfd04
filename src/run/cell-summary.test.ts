import assert from 'node:assert/strict';
import { test } from 'node:test';
import { computeStatistics } from '../stats/compute.ts';
import { exampleCell, examplePlan, exampleSample, exampleSet } from '../testing/example-cell.ts';
import { exampleSamples } from '../testing/example-result.ts';
import { exampleTelemetry } from '../testing/example-telemetry.ts';
import { cellSummary } from './cell-summary.ts';

const shape = { kind: 'concurrency', concurrency: 1 } as const;

/** The lines of a cell whose verdict does not matter here. */
function lines(set: Parameters<typeof exampleSet>[1], samples = exampleSamples(100)): string[] {
  const statistics = computeStatistics(exampleCell({ shape }), examplePlan(), exampleSet(samples, set));
  return cellSummary({ statistics, verdict: { cell: 'x', state: 'VALID', rules: [] } }).split('\n');
}

test('a line under the figures says what engine and GPU did meanwhile, or the CPU where there is none', () => {
  const withGpu = lines(exampleTelemetry(6, { gpu: true }));
  assert.match(withGpu[0] ?? '', /^100\/100 ok · 66\.\d tokens\/s · TTFT p50 .* · VALID$/);
  assert.match(
    withGpu[1] ?? '',
    /^ {4}engine: 2\.0 running, 0\.5 waiting, 12\.0 % of the KV cache at most, 9\d\.\d % GPU, 300 W$/,
  );
  assert.match(lines(exampleTelemetry(6, { gpu: false }))[1] ?? '', /at most, 101 % of one core$/);
});

test('without telemetry there is no such line', () => {
  assert.equal(lines({}, [exampleSample()]).length, 1);
});

test('a median of too few requests is called insufficient, as in the table of results', () => {
  assert.match(lines({}, [exampleSample()])[0] ?? '', / · TTFT p50 insufficient · VALID$/);
});
