import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tCdf, tQuantile } from '../t-distribution.ts';
import { holm } from './holm.ts';
import { type Estimate, oneAgainstRuns, pairedT, welch } from './two-means.ts';

const a = [101.2, 99.8, 100.9, 100.1, 102.4];
const b = [104.1, 106.9, 103.2, 105.5];
const later = [103, 101.1, 102.2, 103.3, 104];

function near(found: number, wanted: number, what: string): void {
  assert.ok(Math.abs(found - wanted) < 1e-9 * Math.max(1, Math.abs(wanted)), `${what}: ${found}, not ${wanted}`);
}

function checked({ difference, se, df }: Estimate, wanted: { df: number; t: number; p: number }): void {
  near(df, wanted.df, 'degrees of freedom');
  near(difference / se, wanted.t, 't');
  near(2 * (1 - tCdf(Math.abs(difference / se), df)), wanted.p, 'p');
}

test("Welch's t is that of scipy.stats.ttest_ind(b, a, equal_var=False), with its interval (SciPy 1.17.1)", () => {
  const found = welch(a, b);
  checked(found, { df: 4.847006143950165, t: 4.344964330931404, p: 0.007937739772690572 });
  const reach = tQuantile(0.975, found.df) * found.se;
  near(found.difference - reach, 1.6289845201897335, 'low');
  near(found.difference + reach, 6.4610154798102695, 'high');
});

test('the t of pairs is that of scipy.stats.ttest_rel(later, a)', () => {
  checked(pairedT(a, later), { df: 4, t: 5.2126528369646525, p: 0.006459873388193808 });
});

test('one value against several is scipy.stats.ttest_ind(b, [101], equal_var=True), whichever side has the one', () => {
  checked(oneAgainstRuns([101], b), { df: 3, t: 2.1650882136898297, p: 0.1190044290373073 });
  const [one, other] = [oneAgainstRuns([101], b), oneAgainstRuns(b, [101])];
  assert.deepEqual([other.difference, other.se, other.df], [-one.difference, one.se, one.df]);
});

test('A and B in the other order give the difference with the other sign', () => {
  assert.deepEqual(welch(b, a), { ...welch(a, b), difference: -welch(a, b).difference });
  assert.deepEqual(pairedT(later, a), { ...pairedT(a, later), difference: -pairedT(a, later).difference });
});

test('Holm multiplies the least by all, the next by one fewer, and never lets a later one be less', () => {
  // R's p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") is 0.03 0.06 0.06 0.02.
  const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
  for (const [index, wanted] of [0.03, 0.06, 0.06, 0.02].entries())
    near(adjusted[index] ?? 0, wanted, `value ${index}`);
  assert.deepEqual(holm([]), []);
});
