import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Distribution } from '../domain/statistics.ts';
import { bytes, count, duration, instant, interval, latencyClause, number, percentile, share } from './format.ts';

test('a measured number has three significant digits and is whole from 100 on', () => {
  const cases: [number | null, string][] = [
    [null, '–'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
    [0, '0'],
    [0.0001234, '0.000123'],
    [0.1376, '0.138'],
    [3.1, '3.10'],
    [9.996, '10.0'],
    [48, '48.0'],
    [99.96, '100'],
    [100.4, '100'],
    [2258.4, '2,258'],
    [1234567.8, '1,234,568'],
    [-2.5, '-2.50'],
  ];
  for (const [value, text] of cases) assert.equal(number(value), text);
});

test('a counted number keeps every digit', () => {
  assert.deepEqual([0, 7, 34312, null].map(count), ['0', '7', '34,312', '–']);
});

test('a share is 100 % only of all and 0 % only of none', () => {
  const cases: [number | null, string][] = [
    [1, '100 %'],
    [0, '0 %'],
    [0.95, '95 %'],
    [0.998571, '99.86 %'],
    [0.999999, '> 99.99 %'],
    [0.000001, '< 0.01 %'],
    [null, '–'],
    [Number.NaN, '–'],
  ];
  for (const [value, text] of cases) assert.equal(share(value), text);
});

test('bytes, durations and instants take the unit that suits them', () => {
  assert.deepEqual([98_791_424, 25.5 * 1024 ** 3, 5_120, 0, null].map(bytes), [
    '94.2 MiB',
    '25.5 GiB',
    '5.00 KiB',
    '0 MiB',
    '–',
  ]);
  assert.deepEqual([1.96, 266, 1_250, 119_400, 119_600, 3_725_000].map(duration), [
    '1.96 ms',
    '266 ms',
    '1.25 s',
    '119 s',
    '2 min 0 s',
    '62 min 5 s',
  ]);
  assert.equal(instant('2026-11-22T14:07:00.123Z'), '2026-11-22 14:07:00 UTC');
  assert.equal(instant('yesterday'), 'yesterday');
});

function distribution(change: Partial<Distribution> = {}): Distribution {
  const p50 = { p: 50, value: 9.52, low: 8.94, high: 10.1, insufficient: false };
  const p95 = { p: 95, value: null, low: null, high: null, insufficient: true };
  return { count: 7, mean: 1, sd: 1, min: 1, max: 1, percentiles: [p50, p95], quantiles: [], ...change };
}

const empty = distribution({
  count: 0,
  percentiles: [50, 95].map((p) => ({ p, value: null, low: null, high: null, insufficient: true })),
});

test('a percentile without enough samples is "insufficient", without any sample "–"', () => {
  assert.equal(percentile(distribution(), 50), '9.52');
  assert.equal(percentile(distribution(), 95), 'insufficient');
  assert.equal(percentile(distribution(), 90), '–');
  assert.equal(percentile(empty, 50), '–');
});

test('an interval is shown only where there is one', () => {
  assert.equal(interval(distribution(), 50), '8.94–10.1');
  assert.equal(interval(distribution(), 95), '');
  assert.equal(interval(empty, 50), '');
});

test('a latency clause names what is missing and vanishes without samples', () => {
  assert.equal(latencyClause('TTFT', distribution()), 'TTFT p50 9.52 ms, p95 insufficient');
  assert.equal(latencyClause('TTFT', empty), null);
});
