import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockText, timeTicks, unbroken, valueTicks } from './scale.ts';

test('an axis of values begins at 0 and ends at or above the highest, in steps of 1, 2 or 5', () => {
  assert.deepEqual(valueTicks(8), [0, 2, 4, 6, 8]);
  assert.deepEqual(valueTicks(2_100), [0, 1_000, 2_000, 3_000]);
  assert.deepEqual(valueTicks(100), [0, 50, 100]);
  assert.deepEqual(valueTicks(0), [0, 0.5, 1]);
  for (const max of [1e-9, 0.003, 0.3, 7, 99.9, 1e12, Number.NaN]) {
    const ticks = valueTicks(max);
    assert.ok(ticks.length >= 2 && ticks.length <= 6, `${max}: ${ticks}`);
    assert.ok(Number.isNaN(max) || (ticks.at(-1) ?? 0) >= max, `${max}: ${ticks}`);
  }
});

test('an axis of time has round instants inside its span, no more than there is room for', () => {
  assert.deepEqual(timeTicks(61_000, 361_000, 6), [120_000, 180_000, 240_000, 300_000, 360_000]);
  for (const lengthMs of [1, 60_000, 300_000, 7_200_000, 86_400_000]) {
    const ticks = timeTicks(500, 500 + lengthMs, 5);
    assert.ok(ticks.length <= 6 && ticks.every((tick) => tick >= 500 && tick <= 500 + lengthMs));
  }
  assert.deepEqual([clockText(125_400), clockText(3_725_000), clockText(-1)], ['2:05', '1:02:05', '0:00']);
});

test('a line is broken where a value is missing and where no point came', () => {
  const points = [
    { tMs: 0, running: 1 },
    { tMs: 1_000, running: 2 },
    { tMs: 2_000 },
    { tMs: 3_000, running: 0 },
    { tMs: 9_000, running: 4 },
  ];
  assert.deepEqual(unbroken(points, 'running', 2_500), [
    [
      { tMs: 0, value: 1 },
      { tMs: 1_000, value: 2 },
    ],
    [{ tMs: 3_000, value: 0 }],
    [{ tMs: 9_000, value: 4 }],
  ]);
});
