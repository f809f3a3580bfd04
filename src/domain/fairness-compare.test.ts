import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleSetting, exampleSheet } from '../testing/example-sheet.ts';
import type { SheetSetting } from './fairness.ts';
import { compareFairness } from './fairness-compare.ts';

/** Sheets of engines a, b, … that have one setting each. */
function verdictOn(...settings: SheetSetting[]) {
  const sheets = settings.map((one, index) => exampleSheet('abc'[index] ?? 'x', { settings: [one] }));
  const [compared, ...others] = compareFairness(sheets).settings;
  assert.deepEqual(others, []);
  assert.ok(compared);
  return compared;
}

test('the same value in the words of different engines is the same', () => {
  const one = exampleSetting('kvCacheDtype', 'fp8');
  const other = exampleSetting('kvCacheDtype', 'fp8', { effective: 'float8_e4m3fn' });
  const compared = verdictOn(one, other);
  assert.equal(compared.verdict, 'same');
  assert.deepEqual(compared.asked, ['fp8']);
  assert.deepEqual(
    compared.values.map(({ engine, value, isRead }) => [engine, value, isRead]),
    [
      ['a', 'fp8', true],
      ['b', 'float8_e4m3fn', true],
    ],
  );
});

test('what was set and cannot be read back counts as set, and is marked as not read', () => {
  const unread = exampleSetting('prefixCache', 'false', { effective: null, readFrom: null, asAsked: null });
  const { verdict, values } = verdictOn(exampleSetting('prefixCache', 'false'), unread);
  assert.equal(verdict, 'same');
  assert.deepEqual(
    values.map(({ isRead }) => isRead),
    [true, false],
  );
});

test('two known values that differ are a difference, also where a third engine says nothing', () => {
  const set = exampleSetting('jsonWhitespace', 'false');
  const fixed = exampleSetting('jsonWhitespace', 'false', { state: 'fixed', effective: 'true', asAsked: false });
  const unknown = exampleSetting('jsonWhitespace', 'false', {
    ...{ state: 'unsupported', effective: null, asAsked: null, how: 'no schema is enforced' },
  });
  const { verdict, values } = verdictOn(unknown, set, fixed);
  assert.equal(verdict, 'differs');
  // It stays in its row, with the reason.
  assert.deepEqual(
    values.map(({ value, how }) => value ?? how),
    ['no schema is enforced', 'false', 'true'],
  );
});

test('a setting that an engine cannot take leaves it unknown whether engines differ', () => {
  const cannot = exampleSetting('seed', '0', { state: 'unsupported', effective: null, asAsked: null });
  assert.equal(verdictOn(exampleSetting('seed', '0'), cannot).verdict, 'unknown');
  assert.equal(verdictOn(cannot, cannot).verdict, 'not-taken');
});

test('auto hides what was chosen, so it is neither the same nor a difference', () => {
  const auto = exampleSetting('kvCacheDtype', 'auto', { asAsked: null });
  const chosen = exampleSetting('kvCacheDtype', 'auto', { effective: 'bfloat16', asAsked: null });
  assert.equal(verdictOn(auto, chosen).verdict, 'unknown');
  assert.equal(verdictOn(auto, chosen).values[0]?.how, 'auto: what that became it does not tell');
  assert.equal(verdictOn(chosen, { ...chosen, effective: 'torch.bfloat16' }).verdict, 'same');
});

test('one number by which engines mean different things is not the same', () => {
  const whole = exampleSetting('memoryShare', '0.9', { meaning: 'of the whole GPU' });
  const free = exampleSetting('memoryShare', '0.9', { meaning: 'of what is free', effective: '0.8999999761581421' });
  assert.equal(verdictOn(whole, free).verdict, 'other-meaning');
  assert.equal(verdictOn(whole, whole).verdict, 'same');
});

test('runs that were asked different things say so, and a run of an older version has its place', () => {
  const sheets = [
    exampleSheet('a', { settings: [exampleSetting('maxNumSeqs', '16'), exampleSetting('seed', '0')] }),
    exampleSheet('b', { settings: [exampleSetting('maxNumSeqs', '32')] }),
  ];
  const [seqs, seed] = compareFairness(sheets).settings;
  assert.deepEqual([seqs?.verdict, seqs?.asked], ['differs', ['16', '32']]);
  assert.deepEqual([seed?.verdict, seed?.values[1]?.value], ['unknown', null]);
});

test('facts are compared like settings', () => {
  const fact = (value: string | null) => [{ fact: 'kvCacheTokens' as const, value, readFrom: null }];
  const verdict = (...values: (string | null)[]) =>
    compareFairness(values.map((value, index) => exampleSheet('abc'[index] ?? 'x', { facts: fact(value) }))).facts[0]
      ?.verdict;
  assert.deepEqual(
    [verdict('10', '10.0'), verdict('10', '12'), verdict('10', null), verdict('10', null, '11')],
    ['same', 'differs', 'unknown', 'differs'],
  );
  // Nobody tells it: no row.
  assert.equal(verdict(null, null), undefined);
});
