import assert from 'node:assert/strict';
import { test } from 'node:test';
import { computeStatistics } from '../stats/compute.ts';
import { exampleCell, examplePlan, exampleSet } from '../testing/example-cell.ts';
import { exampleSamples } from '../testing/example-result.ts';
import { type Load, sideNames } from './compare-loads.ts';
import { powers } from './compare-power.ts';

const cell = exampleCell({ requests: 140 });
const slowerUs = { a: 0, twin: 10, slow: 20_000 };

/** Two repetitions of two loads; of the slower engine each first token comes 20 ms later. */
const loads: Load[] = sideNames.flatMap((side) =>
  [1, 2].flatMap((repetition) =>
    [1, 2].map((repeat) => {
      const set = exampleSet(exampleSamples(140, slowerUs[side] + repeat));
      return { side, repetition, repeat, statistics: computeStatistics(cell, examplePlan([cell]), set), set };
    }),
  ),
);

test('alarms are counted where there is nothing, finds where there is something, by report and by figure', () => {
  for (const { twin, slow, wrongWay, design } of powers(loads, 2)) {
    const shown = (counts: typeof twin, figure: string) => counts.find((count) => count.figure === figure)?.shown;
    assert.deepEqual(twin[0], { figure: 'any figure of a report', asked: 2, shown: 0 }, design);
    assert.deepEqual(slow[0], { figure: 'any figure of a report', asked: 2, shown: 2 }, design);
    assert.deepEqual([shown(slow, 'TTFT p50'), shown(slow, 'TPOT p50'), wrongWay], [2, 0, 0], design);
  }
});
