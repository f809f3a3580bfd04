import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tCdf, tQuantile } from './t-distribution.ts';

/** scipy.stats.t.ppf(p, df) of SciPy 1.17.1: p, df, t. */
const quantiles = [
  [0.975, 1, 12.706204736174694],
  [0.975, 2, 4.302652729749462],
  [0.975, 2.7, 3.3921483831737507],
  [0.975, 4, 2.7764451051977934],
  [0.975, 9, 2.262157162798205],
  [0.975, 29.3, 2.044320421500141],
  [0.975, 1000, 1.9623390808264083],
  [0.995, 3, 5.840909309733355],
  [0.9, 5, 1.4758840488244815],
  [0.5, 7, 0],
  [0.001, 6, -5.207626238725374],
  [0.99975, 2.2, 33.66463962155429],
] as const;

/** scipy.stats.t.cdf(t, df) of SciPy 1.17.1: t, df, P. */
const shares = [
  [0, 3, 0.5],
  [1, 1, 0.75],
  [-2.5, 4.4, 0.030573150202572626],
  [2.5, 4.4, 0.9694268497974273],
  [12, 2, 0.9965635331614208],
  [-40, 3, 1.7190340394579253e-5],
  [1.96, 1e6, 0.9750019662073651],
  [0.001, 8, 0.5003866989484553],
] as const;

function near(found: number, wanted: number, within: number, what: string): void {
  assert.ok(Math.abs(found - wanted) <= within * Math.max(1e-3, Math.abs(wanted)), `${what}: ${found}, not ${wanted}`);
}

test('the quantiles of Student t are those of SciPy', () => {
  for (const [p, df, t] of quantiles) near(tQuantile(p, df), t, 1e-9, `quantile ${p} of ${df}`);
});

test('the shares below a t are those of SciPy', () => {
  for (const [t, df, p] of shares) near(tCdf(t, df), p, 1e-9, `share below ${t} of ${df}`);
});

test('quantile and share undo each other, from half a degree of freedom to a million', () => {
  for (const df of [0.5, 1, 3.3, 17, 400, 1e6])
    for (const p of [1e-6, 0.025, 0.4, 0.6, 0.975])
      near(tCdf(tQuantile(p, df), df), p, 1e-7, `share of quantile ${p} of ${df}`);
});
