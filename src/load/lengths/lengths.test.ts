import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Lengths } from '../../domain/lengths.ts';
import { drawLengths } from './index.ts';

function draw(lengths: Lengths, count = 20_000, seed = 7): number[] {
  return drawLengths(lengths, count, 'input', seed);
}

function share(values: number[], wanted: (value: number) => boolean): number {
  return values.filter(wanted).length / values.length;
}

function near(value: number, wanted: number, allowed: number): void {
  assert.ok(Math.abs(value - wanted) <= allowed, `${value} is not near ${wanted}`);
}

test('the same seed draws the same lengths, another one others, and answers are drawn apart from prompts', () => {
  const lengths: Lengths = { kind: 'uniform', min: 1, max: 1_000 };
  assert.deepEqual(draw(lengths, 50), draw(lengths, 50));
  assert.notDeepEqual(draw(lengths, 50), draw(lengths, 50, 8));
  assert.notDeepEqual(draw(lengths, 50), drawLengths(lengths, 50, 'output', 7));
  // A longer cell begins like a shorter one.
  assert.deepEqual(draw(lengths, 60).slice(0, 50), draw(lengths, 50));
});

test('fixed lengths are all alike', () => {
  assert.deepEqual(new Set(draw({ kind: 'fixed', tokens: 33 }, 100)), new Set([33]));
});

test('uniform lengths reach both ends, each as often', () => {
  const values = draw({ kind: 'uniform', min: 5, max: 8 });
  assert.deepEqual([...new Set(values)].sort(), [5, 6, 7, 8]);
  for (const each of [5, 6, 7, 8])
    near(
      share(values, (value) => value === each),
      0.25,
      0.015,
    );
});

test('choices come as often as their weights say', () => {
  const choices = [
    { tokens: 10, weight: 3 },
    { tokens: 500, weight: 1 },
  ];
  near(
    share(draw({ kind: 'choices', choices }), (value) => value === 10),
    0.75,
    0.015,
  );
});

test('lognormal lengths have their median and spread, and none lies outside of the bounds or piles up there', () => {
  const values = draw({ kind: 'lognormal', median: 200, sigma: 0.5, min: 1, max: 100_000 });
  near(
    share(values, (value) => value < 200),
    0.5,
    0.02,
  );
  // 68 % lie within a factor of exp(sigma).
  near(
    share(values, (value) => value > 200 / Math.exp(0.5) && value < 200 * Math.exp(0.5)),
    0.683,
    0.02,
  );
  const cut = draw({ kind: 'lognormal', median: 200, sigma: 1, min: 100, max: 400 });
  assert.ok(cut.every((value) => value >= 100 && value <= 400));
  assert.ok(share(cut, (value) => value === 400) < 0.02);
});
