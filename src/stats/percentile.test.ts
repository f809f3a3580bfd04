import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binomialQuantile } from './binomial.ts';
import {
  neededSamples,
  percentileInterval,
  percentileOf,
  reportedPercentiles,
  reportPercentile,
} from './percentile.ts';

/** The same pseudo-random numbers as the Python that made the reference values: a linear congruential generator. */
function values(count: number): number[] {
  let state = 12345n;
  return Array.from({ length: count }, () => {
    state = (1103515245n * state + 12345n) % 2n ** 31n;
    return Number(state % 100000n) / 100;
  }).sort((a, b) => a - b);
}

/**
 * Origin: NumPy 2.4.6 `numpy.percentile(data, p)` and SciPy 1.17.1
 * `scipy.stats.quantile_test(data, q=value, p=p/100).confidence_interval(0.95)`: [n, p, value, low, high].
 */
const reference: [number, number, number, number, number | null][] = [
  [6, 50, 586.915, 326.06, 837.75],
  [64, 50, 646.675, 442.82, 717.93],
  [64, 90, 914.632, 883.1, 990.97],
  [64, 95, 972.337, 907.8, null],
  [130, 95, 948.844, 906.75, 990.97],
  [662, 50, 499.995, 469.03, 533.51],
  [662, 90, 891.907, 866.23, 911.7],
  [662, 99, 984.9954, 978.3, 996.66],
  [5000, 50, 501.305, 486.99, 516.05],
  [5000, 95, 953.5225, 945.94, 958.66],
  [5000, 99, 988.2843, 984.23, 992.91],
  [6636, 99, 988.7625, 986.14, 991.92],
  [6636, 99.9, 999.2938, 998.94, 999.89],
  [10000, 99.9, 999.37022, 998.94, 999.84],
];

test('percentiles and their intervals are those of NumPy and SciPy', () => {
  for (const [n, p, value, low, high] of reference) {
    const sorted = values(n);
    const found = percentileOf(sorted, p) ?? Number.NaN;
    assert.ok(Math.abs(found - value) < 1e-9, `n ${n} p${p}: ${found}`);
    assert.deepEqual(percentileInterval(sorted, p), { low, high }, `n ${n} p${p}`);
  }
});

test('binomial quantiles are those of SciPy', () => {
  // Origin: scipy.stats.binom.ppf(q, n, p), SciPy 1.17.1.
  const table: [number, number, number, number][] = [
    [1, 0.5, 0.025, 0],
    [1, 0.5, 0.975, 1],
    [6, 0.5, 0.025, 1],
    [6, 0.5, 0.975, 5],
    [64, 0.9, 0.975, 62],
    [130, 0.95, 0.025, 118],
    [662, 0.99, 0.975, 660],
    [100000, 0.5, 0.025, 49690],
    [1000000, 0.99, 0.025, 989805],
    [1000000, 0.99, 0.975, 990195],
  ];
  for (const [n, share, probability, k] of table) assert.equal(binomialQuantile(n, share, probability), k);
});

test('a percentile is claimed from the agreed number of samples on and not one sooner', () => {
  assert.deepEqual([50, 90, 95, 99, 99.9].map(neededSamples), [6, 64, 130, 662, 6_636]);
  for (const p of reportedPercentiles) {
    const enough = reportPercentile(values(neededSamples(p)), p);
    assert.equal(enough.insufficient, false);
    assert.ok(enough.value !== null && enough.low !== null && enough.high !== null);
    const tooFew = reportPercentile(values(neededSamples(p) - 1), p);
    assert.deepEqual(tooFew, { p, value: null, low: null, high: null, insufficient: true });
  }
});

test('an interval holds its percentile, and scales with the data', () => {
  const sorted = values(800);
  const scaled = sorted.map((value) => value * 8);
  for (const p of [50, 90, 95, 99]) {
    const { value, low, high } = reportPercentile(sorted, p);
    assert.ok((low ?? 0) <= (value ?? 0) && (value ?? 0) <= (high ?? 0));
    assert.deepEqual(reportPercentile(scaled, p).low, (low ?? 0) * 8);
  }
});

test('no sample has no percentile', () => {
  assert.equal(percentileOf([], 50), null);
  assert.deepEqual(percentileInterval([], 50), { low: null, high: null });
});
