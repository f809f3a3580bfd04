import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOpenValue, isSameValue } from './setting-value.ts';

test('the words of engines for one value are the same value', () => {
  const same = [
    ['0.9', '0.8999999761581421'],
    ['200', '200.0'],
    ['true', 'True'],
    ['fp8', 'torch.float8_e4m3fn'],
    ['fp8_e4m3', 'fp8'],
    ['bf16', 'torch.bfloat16'],
  ];
  for (const [one, other] of same) assert.ok(isSameValue(one ?? '', other ?? ''), `${one} ${other}`);
});

test('different values differ, also where one is no number or nothing', () => {
  const different = [
    ['200', '196'],
    ['true', 'false'],
    ['fp8', 'fp8_e5m2'],
    ['0', ''],
    ['auto', '0'],
  ];
  for (const [one, other] of different) assert.ok(!isSameValue(one ?? '', other ?? ''), `${one} ${other}`);
});

test('a value that leaves the choice to the engine is met by whatever it does', () => {
  assert.deepEqual(['auto', 'Auto', 'engine default', 'fp8'].map(isOpenValue), [true, true, true, false]);
});
