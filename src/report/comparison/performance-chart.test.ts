import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare } from '../../stats/comparison/compare.ts';
import { exampleCells, exampleHead, exampleRunInput } from '../../testing/example-comparison.ts';
import { performanceChart } from './performance-chart.ts';
import { scalingChart } from './scaling-chart.ts';

test('n is of the requests behind the figure: those of an INVALID run that was left out are not in it', () => {
  const cells = exampleCells(0).map((cell) =>
    cell.statistics.cell.id === 'throughput/c8/run-2'
      ? { ...cell, verdict: { ...cell.verdict, state: 'INVALID' as const } }
      : cell,
  );
  const comparison = compare(
    [exampleRunInput('alpha', cells), exampleRunInput('beta', exampleCells(300))],
    exampleHead(),
  );
  const drawn = JSON.stringify(performanceChart(comparison)?.spec);
  assert.match(drawn, /"engine":"alpha"[^}]*n 140 in 1 run · INVALID/);
  assert.match(drawn, /"engine":"beta"[^}]*n 280 in 2 runs in 1 start/);
  assert.match(scalingChart(comparison)?.caption ?? '', /n: alpha 420, beta 560$/);
});
