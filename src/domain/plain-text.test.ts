import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostileTexts } from '../testing/hostile-texts.ts';
import { plainLines, plainText } from './plain-text.ts';

test('plain text is one line of visible characters, whatever it was made from', () => {
  for (const text of hostileTexts) assert.doesNotMatch(plainText(text), /\p{Cc}|[\u2028\u202e\u2066\ufeff]/u, text);
});

test('escape sequences go as a whole, so that no rest of them is read', () => {
  const cases: [string, string][] = [
    ['\u001b[31mred\u001b[0m text', 'red text'],
    ['\u001b[38;2;1;2;3mcolour', 'colour'],
    ['\u001b[2J\u001b[Hcleared', 'cleared'],
    ['\u001b]0;title\u0007after', 'after'],
    ['\u001b]8;;http://192.0.2.1/\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['\u001bPdevice control\u001b\\x', 'x'],
    ['\u001b(B\u001b7\u001b8x', 'x'],
    ['\u009b31mC1', 'C1'],
  ];
  for (const [text, plain] of cases) assert.equal(plainText(text), plain);
});

test('a sequence that never ends hides nothing after it', () => {
  assert.equal(plainText('\u001b]0;no end, and then the reason'), '0;no end, and then the reason');
});

test('line breaks of any kind become one space, other controls nothing', () => {
  assert.equal(plainText('one\r\n\r\n  two\u2028three\tfour'), 'one two three four');
  assert.equal(plainText('back\b\b\bspace\u0000'), 'backspace');
});

test('text without controls stays as it is, in any script', () => {
  for (const text of ['TTFT p50 9.52 ms – ok', 'größer ≥ 3 µs', '模型 日本語 🙂', 'a  b'])
    assert.equal(plainText(text), text);
});

test('lines keep their breaks and their indentation', () => {
  assert.equal(plainLines('one\n    \u001b[1mtwo\u001b[0m\r\n\rthree'), 'one\n    two\nthree');
});
