import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenShape } from '../../domain/shape.ts';
import { intendedOffsetsUs } from './index.ts';

const maxInFlight = 10;
type Rated = Extract<OpenShape, { ratePerS: number }>;

const rates: Rated[] = [
  { kind: 'constant-rate', ratePerS: 50, maxInFlight },
  { kind: 'poisson', ratePerS: 50, maxInFlight },
  { kind: 'gamma', ratePerS: 50, burstiness: 0.25, maxInFlight },
  { kind: 'gamma', ratePerS: 50, burstiness: 4, maxInFlight },
];
const all: OpenShape[] = [...rates, { kind: 'burst', maxInFlight }];

function offsets(shape: OpenShape, count: number, seed: number): number[] {
  return intendedOffsetsUs(shape, count, seed).map((offset) => offset ?? Number.NaN);
}

function atRate(shape: OpenShape, ratePerS: number): OpenShape {
  return shape.kind === 'burst' ? shape : { ...shape, ratePerS };
}

/** Gaps in units of the mean gap that the shape asks for. */
function gaps(shape: Rated, count: number, seed: number): number[] {
  const due = offsets(shape, count + 1, seed);
  return due.slice(1).map((atUs, index) => ((atUs - (due[index] ?? 0)) * shape.ratePerS) / 1e6);
}

function meanAndSd(values: number[]): { mean: number; sd: number } {
  const mean = values.reduce((a, b) => a + b) / values.length;
  return { mean, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)) };
}

function near(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, expected ${expected} +- ${tolerance}`);
}

test('every schedule begins at 0, never falls, and is in whole microseconds, whatever rate and seed', () => {
  for (const shape of all) {
    for (let seed = 0; seed < 200; seed += 1) {
      const due = offsets(atRate(shape, 0.1 * 1.07 ** seed), 50, seed * 7919);
      assert.equal(due[0], 0);
      assert.equal(due.length, 50);
      assert.ok(
        due.every((atUs, index) => Number.isSafeInteger(atUs) && atUs >= (due[index - 1] ?? 0)),
        `${shape.kind}, seed ${seed}`,
      );
    }
  }
});

test('a seed gives the same schedule, another seed another one, and more requests only make it longer', () => {
  for (const shape of rates) {
    assert.deepEqual(offsets(shape, 300, 5), offsets(shape, 300, 5));
    assert.deepEqual(offsets(shape, 300, 5).slice(0, 100), offsets(shape, 100, 5));
    if (shape.kind !== 'constant-rate') assert.notDeepEqual(offsets(shape, 300, 5), offsets(shape, 300, 6));
  }
});

test('twice the rate is the same schedule in half the time', () => {
  for (const shape of rates) {
    const slow = offsets(shape, 200, 11);
    const fast = offsets(atRate(shape, shape.ratePerS * 2), 200, 11);
    fast.forEach((atUs, index) => {
      near(atUs, (slow[index] ?? 0) / 2, 1, `${shape.kind} request ${index}`);
    });
  }
});

test('constant-rate has no chance in it and no error that adds up', () => {
  const due = offsets({ kind: 'constant-rate', ratePerS: 3, maxInFlight }, 30_001, 1);
  assert.deepEqual(due.slice(0, 4), [0, 333_333, 666_667, 1_000_000]);
  assert.equal(due[30_000], 10_000_000_000);
});

/**
 * Mean 1 and coefficient of variation 1 / sqrt(burstiness); share of gaps below the mean by the distribution functions:
 * exponential 1 - 1/e, gamma 0.5 = chi-square of one degree (0.6827), gamma 4 = 1 - e^-4 (1 + 4 + 8 + 32/3).
 */
const known: [Rated, number, number][] = [
  [{ kind: 'poisson', ratePerS: 50, maxInFlight }, 1, 1 - Math.exp(-1)],
  [{ kind: 'gamma', ratePerS: 50, burstiness: 1, maxInFlight }, 1, 1 - Math.exp(-1)],
  [{ kind: 'gamma', ratePerS: 50, burstiness: 0.5, maxInFlight }, 0.5, 0.6827],
  [{ kind: 'gamma', ratePerS: 50, burstiness: 4, maxInFlight }, 4, 1 - Math.exp(-4) * (1 + 4 + 8 + 32 / 3)],
];

test('gaps have the mean, the variation and the distribution that the field gives to the shape', () => {
  const count = 40_000;
  for (const [shape, burstiness, belowMean] of known) {
    const drawn = gaps(shape, count, 20261122);
    const { mean, sd } = meanAndSd(drawn);
    const cv = 1 / Math.sqrt(burstiness);
    const name = `${shape.kind} ${burstiness}`;
    // Five standard errors; the seed is fixed, so the answer is too.
    near(mean, 1, (5 * cv) / Math.sqrt(count), `${name} mean`);
    near(sd, cv, 0.03 * cv, `${name} standard deviation`);
    const share = drawn.filter((gap) => gap < 1).length / count;
    near(share, belowMean, 5 * Math.sqrt((belowMean * (1 - belowMean)) / count), `${name} below the mean`);
  }
});

test('gaps of poisson arrivals do not hang together', () => {
  const drawn = gaps({ kind: 'poisson', ratePerS: 50, maxInFlight }, 40_000, 3);
  const { mean, sd } = meanAndSd(drawn);
  const products = drawn.slice(1).map((gap, index) => (gap - mean) * ((drawn[index] ?? 0) - mean));
  near(products.reduce((a, b) => a + b) / products.length / sd ** 2, 0, 5 / Math.sqrt(40_000), 'correlation');
});

test('the extreme burstinesses still keep the rate', () => {
  const span = (burstiness: number) => gaps({ kind: 'gamma', ratePerS: 50, burstiness, maxInFlight }, 40_000, 9);
  near(meanAndSd(span(1000)).sd, 1 / Math.sqrt(1000), 0.002, 'nearly constant');
  near(meanAndSd(span(0.05)).mean, 1, 5 * Math.sqrt(20 / 40_000), 'very bursty');
});

test('a closed loop has no schedule', () => {
  assert.deepEqual(intendedOffsetsUs({ kind: 'concurrency', concurrency: 4 }, 3, 1), [null, null, null]);
});
