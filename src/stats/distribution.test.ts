import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describe } from './distribution.ts';
import { percentileOf } from './percentile.ts';

/** A thousand latencies with a long tail, always the same, milliseconds in eighths so that sums are exact. */
const values = Array.from(
  { length: 1_000 },
  (_, index) => Math.round(8 * (20 + 10 * (((index * 769) % 1_000) / 500) ** 4)) / 8,
);

type Told = { low: number; value: number; high: number };

function told(all: readonly number[]): Told[] {
  return describe(all).percentiles.flatMap(({ value, low, high }) =>
    value === null || low === null || high === null ? [] : [{ low, value, high }],
  );
}

const all = (one: Told, change: (value: number) => number): Told => ({
  low: change(one.low),
  value: change(one.value),
  high: change(one.high),
});

function near(found: Told[], wanted: Told[]): void {
  const flat = (list: Told[]) => list.flatMap(({ low, value, high }) => [low, value, high]);
  assert.equal(found.length, 4);
  for (const [index, value] of flat(found).entries())
    assert.ok(Math.abs(value - (flat(wanted)[index] ?? Number.NaN)) < 1e-9, `${value}`);
}

test('the order of values changes nothing', () => {
  assert.deepEqual(describe(values.toReversed()), describe(values));
  assert.deepEqual(describe(values.toSorted((a, b) => ((a * 7919) % 13) - ((b * 7919) % 13))), describe(values));
});

test('percentiles and their intervals scale and shift with the values, and the spread only scales', () => {
  near(
    told(values.map((value) => 4 * value)),
    told(values).map((one) => all(one, (value) => 4 * value)),
  );
  near(
    told(values.map((value) => value + 64)),
    told(values).map((one) => all(one, (value) => value + 64)),
  );
  const sd = describe(values).sd ?? 0;
  assert.ok(Math.abs((describe(values.map((value) => 4 * value)).sd ?? 0) - 4 * sd) < 1e-9);
  assert.ok(Math.abs((describe(values.map((value) => value + 64)).sd ?? 0) - sd) < 1e-9);
});

test('pooled values are those of the parts: counts add, extremes are the extremes, percentiles lie between', () => {
  const parts = [values.slice(0, 300), values.slice(300).map((value) => value + 5)];
  const [one, other] = parts.map((part) => describe(part)) as [
    ReturnType<typeof describe>,
    ReturnType<typeof describe>,
  ];
  const both = describe(parts.flat());
  assert.equal(both.count, one.count + other.count);
  assert.equal(both.min, Math.min(one.min ?? 0, other.min ?? 0));
  assert.equal(both.max, Math.max(one.max ?? 0, other.max ?? 0));
  const weighted = ((one.mean ?? 0) * one.count + (other.mean ?? 0) * other.count) / both.count;
  assert.ok(Math.abs((both.mean ?? 0) - weighted) < 1e-9);
  for (const [p, pooled] of both.quantiles.entries()) {
    const [a, b] = [one.quantiles[p] ?? 0, other.quantiles[p] ?? 0];
    // Interpolation between ranks can leave the two by less than a rank of the smaller part.
    assert.ok(pooled >= Math.min(a, b) - 1 && pooled <= Math.max(a, b) + 1, `p${p}: ${pooled}, parts ${a} and ${b}`);
  }
});

test('a higher percentile is never lower, nor is either end of its interval', () => {
  const rising = told(values);
  for (const [index, one] of rising.slice(1).entries()) {
    const before = rising[index] as Told;
    assert.ok(one.low >= before.low && one.value >= before.value && one.high >= before.high);
  }
  const sorted = Float64Array.from(values).sort();
  const steps = Array.from({ length: 1_001 }, (_, step) => percentileOf(sorted, step / 10) as number);
  for (const [index, value] of steps.slice(1).entries()) assert.ok(value >= (steps[index] as number));
});

test('the same values twice have the same percentiles up to a rank, and narrower intervals', () => {
  const once = told(values);
  for (const [index, twice] of told([...values, ...values])
    .slice(0, once.length)
    .entries()) {
    const before = once[index] as Told;
    assert.ok(twice.high - twice.low < before.high - before.low);
    assert.ok(twice.value >= before.low && twice.value <= before.high);
  }
});
