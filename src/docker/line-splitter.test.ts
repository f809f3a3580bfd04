import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineSplitter, maxLineLength } from './line-splitter.ts';

function lines(...chunks: Buffer[]): string[] {
  const got: string[] = [];
  const splitter = new LineSplitter((line) => got.push(line));
  for (const chunk of chunks) splitter.feed(chunk);
  splitter.end();
  return got;
}

test('lines end at any end of line, the last one also without', () => {
  assert.deepEqual(lines(Buffer.from('a\nb\r\n\nc\rd')), ['a', 'b', '', 'c', 'd']);
});

test('a cut at any byte changes nothing, not even inside a character', () => {
  const text = Buffer.from('größe 🚀\r\nzwei\rdrei\n\nvier');
  const whole = lines(text);
  assert.deepEqual(whole, ['größe 🚀', 'zwei', 'drei', '', 'vier']);
  for (let at = 0; at <= text.length; at += 1) {
    assert.deepEqual(lines(text.subarray(0, at), text.subarray(at)), whole, `cut at byte ${at}`);
  }
});

test('an endless line is cut, marked, and does not eat the next one', () => {
  const half = Buffer.alloc(maxLineLength / 2 + 10, 'x');
  const [first, second] = lines(half, half, Buffer.from('\nnext\n'));
  assert.equal(first, `${'x'.repeat(maxLineLength)} [line cut by Dyno]`);
  assert.equal(second, 'next');
});
