import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outliers } from './outliers.ts';

function named(values: number[]) {
  return outliers(values.map((value, index) => ({ run: index + 1, value })));
}

test('a run far from the others is named with its score, and not hidden by a second one', () => {
  // Five runs of one server: TTFT in ms of sgl-project/sglang issue 8285. Scores: scipy.stats.median_abs_deviation.
  const five = named([2533, 1734, 1746, 11674, 47592]);
  assert.deepEqual(
    five?.map(({ run, value, score }) => [run, value, score?.toFixed(6)]),
    [[5, 47592, '38.037917']],
  );
  assert.deepEqual(
    named([66, 67, 66.5, 67.2, 66.1, 66.8, 41, 40, 66.9, 66.4])?.map(({ run }) => run),
    [7, 8],
  );
});

test('of fewer than five runs none can be told, and of runs that differ as runs do none is', () => {
  assert.equal(named([1, 2, 900, 1]), null);
  assert.deepEqual(named([66.7, 68.2, 65.9, 67.1, 66.4]), []);
  // Beyond the usual limit of 3.5, and nothing rare among five.
  assert.deepEqual(named([100, 101, 99, 100.5, 107]), []);
});

test('where most runs are the same, each other one is named without a score', () => {
  assert.deepEqual(named([1, 1, 1, 1, 0.6]), [{ run: 5, value: 0.6, score: null }]);
  assert.deepEqual(named([1, 1, 1, 1, 1]), []);
});

test('neither order nor scale nor zero point decides who is named', () => {
  const values = [10, 11, 10.5, 10.2, 10.8, 30];
  assert.deepEqual(
    named(values)?.map(({ run }) => run),
    [6],
  );
  assert.deepEqual(
    named(values.toReversed())?.map(({ run }) => run),
    [1],
  );
  assert.deepEqual(
    named(values.map((value) => 7 * value - 100))?.map(({ run }) => run),
    [6],
  );
});
