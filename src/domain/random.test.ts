import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom, shuffled } from './random.ts';

test('a seed gives the numbers of the reference implementation of mulberry32', () => {
  const random = seededRandom(1);
  const drawn = Array.from({ length: 3 }, () => Math.floor(random() * 2 ** 32));
  assert.deepEqual(drawn, [2693262067, 11749833, 2265367787]);
});

test('a shuffle keeps every item and leaves its input alone', () => {
  const items = Array.from({ length: 100 }, (_, index) => index);
  const mixed = shuffled(items, seededRandom(3));
  assert.notDeepEqual(mixed, items);
  assert.deepEqual(
    mixed.toSorted((a, b) => a - b),
    items,
  );
  assert.equal(items[0], 0);
});
