import assert from 'node:assert/strict';
import { test } from 'node:test';
import { milliseconds } from './told-phases.ts';

test('seconds and clock times are lengths of time, anything else is none', () => {
  assert.deepEqual(['22.69', '0.03', '5', '00:02:09', '01:00:00.5', '', 'soon', '-3', '1:2:3:4'].map(milliseconds), [
    22_690,
    30,
    5_000,
    129_000,
    3_600_500,
    null,
    null,
    null,
    null,
  ]);
});
