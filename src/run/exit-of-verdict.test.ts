import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exitCodes } from '../errors.ts';
import { exitOfVerdict } from './exit-of-verdict.ts';

test('a warning fails a run only where it is asked to, INVALID always does', () => {
  const { ok, invalid } = exitCodes;
  const codes = (strict: boolean) =>
    (['VALID', 'WARN', 'INVALID', null] as const).map((one) => exitOfVerdict(one, strict));
  assert.deepEqual(codes(false), [ok, ok, invalid, ok]);
  assert.deepEqual(codes(true), [ok, invalid, invalid, ok]);
});
