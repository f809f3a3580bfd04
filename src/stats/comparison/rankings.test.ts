import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestedEngine } from '../../domain/comparison.ts';
import { noFigure } from '../../domain/figure.ts';
import { plain } from './metric.ts';
import { ranking } from './rankings.ts';
import type { TestedPair } from './tested-pairs.ts';

const metric = { name: 'rate', title: 'rate', unit: '1/s', better: 'higher' as const, of: () => plain(0) };

function tested(engine: string, value: number | null): TestedEngine {
  const figure =
    value === null
      ? noFigure
      : { value, low: value - 1, high: value + 1, runs: 3, starts: 3, spread: 'mean-interval' as const };
  return {
    ...{
      engine,
      cells: [],
      requests: { sent: 1, ok: 1, used: 1 },
      verdict: 'VALID',
      broken: [],
      leftOut: 0,
      enforcement: null,
    },
    figures: { rate: figure },
  };
}

function pair(a: string, b: string, p: number, seems = b): TestedPair {
  return { a, b, p, seems, relative: 0.1, low: 0.02, high: 0.2, method: 'welch' };
}

function ranked(values: Record<string, number | null>, pairs: TestedPair[], reasons = new Map<string, string>()) {
  const engines = Object.entries(values).map(([engine, value]) => tested(engine, value));
  const found = ranking(metric, engines, { reasons, absent: [] }, pairs);
  return {
    places: found?.ranked.map(({ rank, engine, tiedWith }) => `${rank} ${engine} ${tiedWith.join('+')}`.trim()),
    pairs: found?.pairs.map(({ a, b, pAdjusted, ahead }) => `${a} ${b} ${pAdjusted.toFixed(3)} ${ahead}`),
  };
}

const three = { alpha: 100, beta: 110, gamma: 120 };

test('of two engines the test of their pair decides, of three each pair must stand beside the others (Holm)', () => {
  const two = { alpha: 100, beta: 110 };
  assert.deepEqual(ranked(two, [pair('alpha', 'beta', 0.03)]).places, ['1 beta', '2 alpha']);
  const all = [pair('alpha', 'beta', 0.03), pair('alpha', 'gamma', 0.01), pair('beta', 'gamma', 0.5)];
  assert.deepEqual(ranked(three, all), {
    // 3 x 0.01, then 2 x 0.03: alpha and beta are no longer told apart.
    places: ['1 gamma beta', '1 beta gamma+alpha', '2 alpha beta'],
    pairs: ['alpha beta 0.060 null', 'alpha gamma 0.030 gamma', 'beta gamma 0.500 null'],
  });
});

test('the adjustment only weakens: what two engines alone do not show is not shown beside a third one', () => {
  for (const p of [0.001, 0.016, 0.02, 0.049, 0.05, 0.3]) {
    const [alone] = ranked({ alpha: 100, beta: 110 }, [pair('alpha', 'beta', p)]).pairs ?? [];
    const others = [pair('alpha', 'gamma', 0.001), pair('beta', 'gamma', 0.9)];
    const [beside] = ranked(three, [pair('alpha', 'beta', p), ...others]).pairs ?? [];
    assert.ok(alone?.endsWith('beta') || beside?.endsWith('null'), `${p}: ${alone}, ${beside}`);
  }
});

test('a pair with an engine that is not ranked costs the others nothing', () => {
  const all = [pair('alpha', 'beta', 0.03), pair('alpha', 'gamma', 0.001), pair('beta', 'gamma', 0.001)];
  const found = ranked(three, all, new Map([['gamma', 'INVALID: ERROR_SHARE']]));
  assert.deepEqual(found, { places: ['1 beta', '2 alpha'], pairs: ['alpha beta 0.030 beta'] });
  const without = ranked({ ...three, gamma: null }, all);
  assert.deepEqual(without.pairs, ['alpha beta 0.030 beta']);
});

test('where the test and the means name different engines nothing is shown', () => {
  const found = ranked({ alpha: 100, beta: 110 }, [pair('alpha', 'beta', 0.001, 'alpha')]);
  assert.deepEqual(found.places, ['1 beta alpha', '1 alpha beta']);
});
