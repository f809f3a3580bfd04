import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare } from '../stats/comparison/compare.ts';
import { exampleCells, exampleHead, exampleRunInput } from '../testing/example-comparison.ts';
import { comparisonTable } from './comparison-table.ts';

test('a rank that is not by the tokens/s before it says what it is by', () => {
  const runs = [exampleRunInput('alpha', exampleCells(0)), exampleRunInput('beta', exampleCells(9_000))];
  const lines = comparisonTable(compare(runs, exampleHead())).split('\n');
  const low = lines.filter((line) => line.startsWith('low_latency'));
  assert.deepEqual(
    low.map((line) => / (\d(?: tie)?) by TTFT /.exec(line)?.[1]),
    ['1', '2'],
  );
  const throughput = lines.filter((line) => line.startsWith('throughput'));
  assert.deepEqual([throughput.length, throughput.some((line) => line.includes('by TTFT'))], [4, false]);
});
