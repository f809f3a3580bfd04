import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Figure } from '../../domain/figure.ts';
import { pool } from './pool.ts';
import { rank } from './rank.ts';

const one = (value: number) => ({ value, low: null, high: null });

function figure(...values: number[]): Figure {
  return pool(values.map(one));
}

function places(figures: Record<string, Figure>, better: 'higher' | 'lower'): string[] {
  const candidates = Object.entries(figures).map(([engine, each]) => ({
    engine,
    figure: each,
    verdict: 'VALID' as const,
  }));
  return rank(candidates, better).map((place) => `${place.rank} ${place.engine} ${place.tiedWith.join('+')}`.trim());
}

test('runs are pooled to their median and range', () => {
  assert.deepEqual(figure(3, 1, 2), { value: 2, low: 1, high: 3, runs: 3, spread: 'runs' });
  assert.deepEqual(figure(4, 2), { value: 3, low: 2, high: 4, runs: 2, spread: 'runs' });
});

test('one run has the interval of its percentile for a range, or none', () => {
  assert.deepEqual(pool([{ value: 5, low: 4, high: 7 }]), { value: 5, low: 4, high: 7, runs: 1, spread: 'interval' });
  assert.deepEqual(figure(5), { value: 5, low: null, high: null, runs: 1, spread: 'none' });
  assert.deepEqual(figure(), { value: null, low: null, high: null, runs: 0, spread: 'none' });
});

test('the best median is first, whichever way is better', () => {
  assert.deepEqual(places({ a: figure(10), b: figure(30), c: figure(20) }, 'higher'), ['1 b', '2 c', '3 a']);
  assert.deepEqual(places({ a: figure(10), b: figure(30), c: figure(20) }, 'lower'), ['1 a', '2 c', '3 b']);
});

test('overlapping ranges are a tie and share a rank', () => {
  assert.deepEqual(places({ a: figure(90, 110), b: figure(100, 120), c: figure(50, 60) }, 'higher'), [
    '1 b a',
    '1 a b',
    '3 c',
  ]);
});

test('where overlap is not transitive, rank counts only those that are clearly better', () => {
  const figures = { a: figure(20, 24), b: figure(16, 21), c: figure(10, 18) };
  assert.deepEqual(places(figures, 'higher'), ['1 a b', '1 b a+c', '2 c b']);
});

test('a figure that spreads far ties with many and still never ranks before a better median', () => {
  const figures = { a: figure(16, 17), b: figure(20.5, 21), c: figure(15, 120) };
  assert.deepEqual(places(figures, 'lower'), ['1 a c', '2 b c', '2 c a+b']);
});

test('figures within 1 % tie, however close together the runs of each lay', () => {
  assert.deepEqual(places({ a: figure(100, 100), b: figure(100.9, 100.9) }, 'higher'), ['1 b a', '1 a b']);
  assert.deepEqual(places({ a: figure(100, 100), b: figure(101.2, 101.2) }, 'higher'), ['1 b', '2 a']);
});

test('engines that are exactly equal stand in the order of their names', () => {
  assert.deepEqual(places({ b: figure(1), a: figure(1), c: figure(0) }, 'lower'), ['1 c', '2 a b', '2 b a']);
});
