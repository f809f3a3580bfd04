import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meanWithInterval } from './mean-interval.ts';

/**
 * Origin: NumPy 2.4.6, SciPy 1.17.1: mean(), std(ddof=1), `scipy.stats.t.interval(0.95, n - 1, mean, sem)`,
 * `scipy.stats.variation(values, ddof=1)`: [values, mean, sd, low, high, cv].
 */
const reference: [number[], number, number, number, number, number][] = [
  [[66.7, 68.2], 67.45, 1.0606601717798212, 57.92034644786898, 76.97965355213103, 0.015725132272495498],
  [
    [2148, 2201, 2175],
    ...([2174.6666666666665, 26.501572280401277, 2108.8331115442443] as const),
    ...([2240.5002217890888, 0.012186498596137928] as const),
  ],
  [
    [2533, 1734, 1746, 11674, 47592],
    ...([13055.8, 19757.799300529397, -11476.748075202868, 37588.34807520287, 1.5133350158955714] as const),
  ],
  [[-4, 0, 3, 9], 2, 5.477225575051661, -6.7154881472642955, 10.715488147264296, 2.7386127875258306],
  [[5, 5, 5], 5, 0, 5, 5, 0],
];

test('mean, interval and coefficient of variation over runs are those of SciPy', () => {
  for (const [values, ...wanted] of reference) {
    const { count, mean, sd, low, high, cv } = meanWithInterval(values);
    assert.equal(count, values.length);
    for (const [index, found] of [mean, sd, low, high, cv].entries())
      assert.ok(Math.abs((found ?? Number.NaN) - (wanted[index] ?? 0)) < 1e-8, `${values}: ${found}`);
  }
});

test('one run has a mean and no interval, none has neither, and around 0 there is no variation to tell', () => {
  const unknown = { sd: null, low: null, high: null, cv: null };
  assert.deepEqual(meanWithInterval([7]), { count: 1, mean: 7, ...unknown });
  assert.deepEqual(meanWithInterval([]), { count: 0, mean: null, ...unknown });
  assert.equal(meanWithInterval([-1, 1]).cv, null);
});

test('the interval moves with the values, stretches with their scale and knows no order', () => {
  const values = [12, 15, 11, 14.5, 13];
  const { low, high, cv } = meanWithInterval(values) as { low: number; high: number; cv: number };
  const moved = meanWithInterval(values.map((value) => value + 100));
  const stretched = meanWithInterval(values.map((value) => value * 4));
  const near = (found: number | null, wanted: number) => assert.ok(Math.abs((found ?? 0) - wanted) < 1e-9, `${found}`);
  near(moved.low, low + 100);
  near(moved.high, high + 100);
  near(stretched.low, 4 * low);
  near(stretched.cv, cv);
  near(meanWithInterval(values.toReversed()).low, low);
});
