import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleSample } from '../testing/example-cell.ts';
import { chunkGapsMs } from './chunk-latency.ts';

test('gaps of all requests come in rising order, the very long and the impossible ones too', () => {
  const gaps = [
    [12_000, 0, 9_000_000, 12_000],
    [7, 4_194_304, 4_194_305, 2 ** 33],
    [-3, 0, 12_001],
  ];
  const samples = gaps.map((gapsUs) => exampleSample({ gapsUs }));
  const sorted = gaps.flat().sort((a, b) => a - b);
  assert.deepEqual(
    [...chunkGapsMs([...samples, exampleSample({ gapsUs: [5], choices: 2 })])],
    sorted.map((gapUs) => gapUs / 1000),
  );
  assert.equal(chunkGapsMs([]).length, 0);
});
