import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everySecond, findingOn } from '../../testing/finding-on.ts';
import { gpuThrottled } from './gpu-throttled.ts';

function finding(row: (second: number) => Record<string, number | null>) {
  return findingOn(gpuThrottled, { gpu: everySecond(row) });
}

const cool = { thermalViolationS: 3, powerViolationS: 9, throttleReasons: 0, smClockMhz: 1_980 };

test('a GPU at its full clock is valid, and one that tells nothing is not checked', () => {
  const { state, measured } = finding(() => cool);
  assert.equal(state, 'VALID');
  assert.equal(
    measured,
    'slowed down by heat or hardware 0 % of the time, held at its power limit 0 %, SM clock did not fall',
  );
  assert.equal(finding(() => ({ utilisationPercent: 90 })).state, 'NOT_CHECKED');
});

test('heat warns from one hundredth of the time on, and is INVALID from a tenth', () => {
  const hot = (share: number) => finding((s) => ({ ...cool, thermalViolationS: 3 + share * s })).state;
  assert.deepEqual([hot(0.005), hot(0.02), hot(0.15)], ['VALID', 'WARN', 'INVALID']);
  const bit = (reasons: number, from: number) => finding((s) => ({ ...cool, throttleReasons: s < from ? 0 : reasons }));
  assert.equal(bit(0x40, 9).state, 'INVALID', 'two readings in ten have the bit of thermal slowdown');
  assert.equal(bit(0x40, 10).state, 'WARN', 'one in ten');
  assert.equal(bit(0x20, 11).state, 'VALID', 'after the load');
  assert.equal(bit(0x01, 0).state, 'VALID', 'idle is no fault');
});

test('the power limit is how a GPU works at full load: it warns only where it held for half of the time', () => {
  const capped = (share: number) => finding((s) => ({ ...cool, powerViolationS: share * s })).state;
  assert.deepEqual([capped(0.4), capped(0.6)], ['VALID', 'WARN']);
});

test('a clock that falls during the load warns, one that moves does not', () => {
  const clock = (of: (second: number) => number) => finding((s) => ({ smClockMhz: of(s) })).state;
  assert.equal(
    clock((s) => 1_980 - 40 * s),
    'WARN',
  );
  assert.equal(
    clock((s) => 1_900 + 60 * (s % 2)),
    'VALID',
  );
  assert.equal(
    clock((s) => 1_200 + 60 * s),
    'VALID',
    'rising is no trouble of this kind',
  );
});
