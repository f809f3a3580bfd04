import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everySecond, findingOn } from '../../testing/finding-on.ts';
import { swapping } from './swapping.ts';

test('swap that is used while the load runs warns; a few pages do not, nor does what swap held before', () => {
  const state = (swapInBytesPerS: number, swapOutBytesPerS: number) =>
    findingOn(swapping, {
      host: everySecond(() => ({ swapUsedBytes: 5e9, swapInBytesPerS, swapOutBytesPerS })),
    }).state;
  assert.deepEqual(
    [state(0, 0), state(4_096, 500_000), state(2e6, 0), state(0, 2e6)],
    ['VALID', 'VALID', 'WARN', 'WARN'],
  );
  assert.equal(findingOn(swapping, { host: everySecond(() => ({ swapUsedBytes: 5e9 })) }).state, 'NOT_CHECKED');
});
