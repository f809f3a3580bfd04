import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentileOf } from '../percentile.ts';
import { percentilesOf, sorted, standardErrors } from './block-bootstrap.ts';

const values = Array.from({ length: 200 }, (_, index) => 10 + ((index * 7919) % 101) / 10);
const others = values.map((value, index) => value * 1.03 + ((index * 31) % 17) / 20);
/** Neighbours alike: what a block is for. */
const waves = Array.from({ length: 320 }, (_, i) => 20 + 5 * Math.sin(i / 15) + ((i * 7919) % 101) / 50);

function errorOf(numbers: number[], block: number, p: number): number {
  const known = sorted(numbers);
  const [se] = standardErrors(numbers.length, block, (weights) => {
    const [value] = percentilesOf(known, weights, [p]);
    return [Math.log(value as number)];
  });
  return se as number;
}

/** The standard error of a thousand draws is itself known to some percent. */
function near(found: number, wanted: number, within: number): void {
  assert.ok(Math.abs(found / wanted - 1) < within, `${found}, not ${wanted}`);
}

test('single values drawn anew give the standard errors of scipy.stats.bootstrap (SciPy 1.17.1, 20,000 draws)', () => {
  near(errorOf(values, 1, 90), 0.011398747127105154, 0.08);
  near(errorOf(values, 1, 50), 0.02357538443672117, 0.08);
});

test('pairs drawn anew give the standard error of scipy.stats.bootstrap(paired=True)', () => {
  const [one, other] = [sorted(values), sorted(others)];
  const [se] = standardErrors(values.length, 1, (weights) => {
    const [a, b] = [percentilesOf(one, weights, [90])[0], percentilesOf(other, weights, [90])[0]];
    return [Math.log((b as number) / (a as number))];
  });
  near(se as number, 0.005938719056241926, 0.1);
});

test('blocks of 20 give the standard error of the same draws in NumPy, several times that of single values', () => {
  near(errorOf(waves, 20, 50), 0.06962748242668113, 0.08);
  assert.ok(errorOf(waves, 20, 50) > 2 * errorOf(waves, 1, 50));
});

test('with every value drawn once the percentiles are those of the report', () => {
  const odd = [null, 4, 9.5, 1, null, 7, 7, 3];
  const known = sorted(odd);
  const inOrder = Float64Array.from([1, 3, 4, 7, 7, 9.5]);
  const ps = [0, 50, 90, 99, 100];
  assert.deepEqual(
    percentilesOf(known, new Uint32Array(odd.length).fill(1), ps),
    ps.map((p) => percentileOf(inOrder, p)),
  );
});

test('a value drawn twice counts twice, and a draw without any value has no percentile', () => {
  const known = sorted([null, 4, 8]);
  assert.deepEqual(percentilesOf(known, Uint32Array.from([1, 3, 1]), [50, 100]), [4, 8]);
  assert.deepEqual(percentilesOf(known, Uint32Array.from([3, 0, 0]), [50]), [null]);
});

test('the same samples give the same standard error, and ten times as long latencies too', () => {
  const longer = values.map((value) => value * 10);
  assert.equal(errorOf(values, 4, 95), errorOf(values, 4, 95));
  near(errorOf(longer, 4, 95), errorOf(values, 4, 95), 1e-9);
});
