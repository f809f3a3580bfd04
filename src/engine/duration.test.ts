import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationNs } from './duration.ts';

test('durations of Compose are read in nanoseconds', () => {
  const known: [string, number][] = [
    ['45s', 45e9],
    ['1m30s', 90e9],
    ['500ms', 5e8],
    ['1h0m0s', 3600e9],
    ['1.5h', 5400e9],
  ];
  for (const [text, ns] of known) assert.equal(durationNs(text), ns, text);
});

test('what is no duration is null, not a part of it', () => {
  for (const text of ['', '10', 'soon', '5s later', '5 s', '-5s']) assert.equal(durationNs(text), null, text);
});
