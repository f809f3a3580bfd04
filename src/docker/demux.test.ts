import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Demux } from './demux.ts';

function frame(stream: 1 | 2, text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

function read(chunks: Buffer[]): { stdout: string; stderr: string } {
  const got = { stdout: '', stderr: '' };
  const demux = new Demux((stream, payload) => {
    got[stream] += payload.toString();
  });
  for (const chunk of chunks) demux.feed(chunk);
  return got;
}

const stream = Buffer.concat([frame(1, 'one '), frame(2, 'warning'), frame(1, ''), frame(1, 'two')]);
const expected = { stdout: 'one two', stderr: 'warning' };

test('the two streams come apart', () => {
  assert.deepEqual(read([stream]), expected);
});

test('a stream cut at any two places gives the same', () => {
  for (let first = 0; first <= stream.length; first += 1) {
    for (let second = first; second <= stream.length; second += 1) {
      const cut = [stream.subarray(0, first), stream.subarray(first, second), stream.subarray(second)];
      assert.deepEqual(read(cut), expected, `cut at ${first} and ${second}`);
    }
  }
});
