import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Figure } from '../../domain/figure.ts';
import { pool } from './pool.ts';
import { rank } from './rank.ts';

/** A figure of an engine that was started once for each of these values. */
function figure(...values: number[]): Figure {
  return pool(values.map((value, index) => ({ value, low: null, high: null, start: `run ${index}` })));
}

function places(figures: Record<string, Figure>, better: 'higher' | 'lower'): string[] {
  const candidates = Object.entries(figures).map(([engine, each]) => ({
    engine,
    figure: each,
    verdict: 'VALID' as const,
  }));
  return rank(candidates, better).map((place) => `${place.rank} ${place.engine} ${place.tiedWith.join('+')}`.trim());
}

test('the best mean is first, whichever way is better', () => {
  assert.deepEqual(places({ a: figure(10), b: figure(30), c: figure(20) }, 'higher'), ['1 b', '2 c', '3 a']);
  assert.deepEqual(places({ a: figure(10), b: figure(30), c: figure(20) }, 'lower'), ['1 a', '2 c', '3 b']);
});

test('overlapping intervals are a tie and share a rank', () => {
  // Intervals of 97.5 to 102.5, 98.5 to 103.5 and 47.5 to 52.5.
  const three = { a: figure(99, 100, 101), b: figure(100, 101, 102), c: figure(49, 50, 51) };
  assert.deepEqual(places(three, 'higher'), ['1 b a', '1 a b', '3 c']);
});

test('two runs that lie apart from two others are a tie all the same, unless they lie very far apart', () => {
  assert.deepEqual(places({ a: figure(98, 100), b: figure(101, 103) }, 'higher'), ['1 b a', '1 a b']);
  assert.deepEqual(places({ a: figure(98, 100), b: figure(201, 203) }, 'higher'), ['1 b', '2 a']);
});

test('where overlap is not transitive, rank counts only those that are clearly better', () => {
  const figures = { a: figure(21, 22, 23), b: figure(18, 19, 20), c: figure(15, 16, 17) };
  assert.deepEqual(places(figures, 'higher'), ['1 a b', '1 b a+c', '2 c b']);
});

test('a figure that spreads far ties with many and still never ranks before a better mean', () => {
  const figures = { a: figure(16, 16.1, 16.2), b: figure(20.5, 20.6, 20.7), c: figure(15, 18, 120) };
  assert.deepEqual(places(figures, 'lower'), ['1 a c', '2 b c', '2 c a+b']);
});

test('figures within 1 % tie, however close together the runs of each lay', () => {
  assert.deepEqual(places({ a: figure(100, 100), b: figure(100.9, 100.9) }, 'higher'), ['1 b a', '1 a b']);
  assert.deepEqual(places({ a: figure(100, 100), b: figure(101.2, 101.2) }, 'higher'), ['1 b', '2 a']);
});

test('engines that are exactly equal stand in the order of their names', () => {
  assert.deepEqual(places({ b: figure(1), a: figure(1), c: figure(0) }, 'lower'), ['1 c', '2 a b', '2 b a']);
});
