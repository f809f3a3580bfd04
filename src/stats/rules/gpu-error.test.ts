import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everySecond, findingOn } from '../../testing/finding-on.ts';
import { gpuError } from './gpu-error.ts';

test('a new error of the driver is INVALID; one from before stays the last one told and means nothing', () => {
  const finding = (of: (second: number) => number | null) =>
    findingOn(gpuError, { gpu: everySecond((second) => ({ xidLast: of(second) })) });
  assert.deepEqual([finding(() => 0).state, finding(() => 0).measured], ['VALID', 'none']);
  assert.deepEqual(
    [finding(() => 43).state, finding(() => 43).measured],
    ['VALID', 'none since XID 43, which is from before'],
  );
  const fresh = finding((second) => (second < 5 ? 0 : 79));
  assert.deepEqual([fresh.state, fresh.measured], ['INVALID', 'XID 79 at 4.5 s']);
  assert.equal(finding(() => null).state, 'NOT_CHECKED');
});
