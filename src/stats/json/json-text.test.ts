import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blanks, isUnfinishedJson } from './json-text.ts';

test('whitespace counts outside strings only', () => {
  assert.deepEqual(blanks('{"a b": 1}'), { characters: 10, blank: 1 });
  assert.deepEqual(blanks('{ "a\\" b" :\n"  " }'), { characters: 18, blank: 4 });
  assert.deepEqual(blanks(''), { characters: 0, blank: 0 });
  assert.deepEqual(blanks(`{${' '.repeat(98)}\n`), { characters: 100, blank: 99 });
});

test('every beginning of a JSON text is unfinished JSON, the whole and what follows it is not', () => {
  const whole = JSON.stringify(
    { a: [1, -2.5e3, 'x"\\/\né€ q', { b: null, c: [] }], d: true, e: {}, f: false },
    null,
    1,
  );
  for (let length = 0; length < whole.length; length += 1)
    assert.ok(isUnfinishedJson(whole.slice(0, length)), whole.slice(0, length));
  assert.equal(isUnfinishedJson(whole), false);
  assert.equal(isUnfinishedJson(`${whole} and more`), false);
});

test('text that is no JSON is not unfinished JSON, however it begins', () => {
  const texts = [
    ...[
      'There once was a',
      '```json\n{"a"',
      '{Once upon a time',
      '{"a": once',
      '{"a" 1',
      '{"a":1 "b"',
      '[1 2',
      '[1,]x',
    ],
    ...["{'a'", '{"a":01', '{"a":1}, and', 'nope', '"a\nb', '{,', '[}', '{"a":tru3', '1.e', '- 1'],
  ];
  for (const text of texts) assert.equal(isUnfinishedJson(text), false, text);
});

test('depth and length cost no stack', () => {
  assert.ok(isUnfinishedJson('['.repeat(200_000)));
  assert.ok(isUnfinishedJson(`{"a": "${'x\\n'.repeat(3_000_000)}`));
});
