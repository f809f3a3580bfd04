import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Figure } from '../../domain/figure.ts';
import { intervalOf, pool } from './pool.ts';

/** A figure of one value for each start of the engine, or of several in one start. */
function figure(values: number[], start = (index: number) => `run ${index}`): Figure {
  return pool(values.map((value, index) => ({ value, low: null, high: null, start: start(index) })));
}

function near(actual: number | null | undefined, expected: number): void {
  assert.ok(Math.abs((actual as number) - expected) < 1e-9 * Math.abs(expected), `${actual} and not ${expected}`);
}

test('three runs and more are their mean with its t-interval', () => {
  const three = figure([2100, 2150, 2230]);
  assert.deepEqual([three.runs, three.starts, three.spread], [3, 3, 'mean-interval']);
  // mean +- t(0.975, 2) x sd / sqrt(3), as scipy.stats.t.interval(0.95, 2, mean, scipy.stats.sem(values)).
  const reach = (4.302652729749464 * Math.sqrt(4300)) / Math.sqrt(3);
  near(three.value, 2160);
  near(three.low, 2160 - reach);
  near(three.high, 2160 + reach);
  assert.deepEqual(intervalOf(three), { low: three.low, high: three.high });
});

test('two runs are their mean with both, and are told apart by their interval, which is 12.7 times as wide', () => {
  const two = figure([4, 2]);
  assert.deepEqual(two, { value: 3, low: 2, high: 4, runs: 2, starts: 2, spread: 'range' });
  near(intervalOf(two)?.low, 3 - 12.706204736432102);
  near(intervalOf(two)?.high, 3 + 12.706204736432102);
});

test('repeats of several starts are one value a start; of one start each is a value', () => {
  const nine = figure([9, 10, 11, 19, 20, 21, 29, 30, 31], (index) => `start ${Math.floor(index / 3)}`);
  const { low, high, ...starts } = figure([10, 20, 30]);
  assert.deepEqual(nine, { ...starts, low, high, runs: 9 });
  const once = figure([9, 10, 11], () => 'the one start');
  assert.deepEqual([once.runs, once.starts, once.spread], [3, 1, 'mean-interval']);
});

test('an unequal number of repeats gives no start more weight', () => {
  assert.equal(figure([10, 10, 10, 20], (index) => (index < 3 ? 'first' : 'second')).value, 15);
});

test('one run has the interval of its percentile, or none', () => {
  const start = 'run';
  assert.deepEqual(pool([{ value: 5, low: 4, high: 7, start }]), {
    ...{ value: 5, low: 4, high: 7, runs: 1, starts: 1 },
    spread: 'percentile-interval',
  });
  assert.deepEqual(figure([5]), { value: 5, low: null, high: null, runs: 1, starts: 1, spread: 'none' });
  assert.equal(intervalOf(figure([5])), null);
  assert.deepEqual(figure([]), { value: null, low: null, high: null, runs: 0, starts: 0, spread: 'none' });
});
