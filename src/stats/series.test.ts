import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SeriesRow } from '../domain/sample-set.ts';
import {
  atRestOutside,
  type Covered,
  counterGrowthIn,
  figureSpan,
  integralIn,
  meanIn,
  peakIn,
  percentileIn,
  valuesIn,
} from './series.ts';

const x = (...readings: [number, number | null][]): SeriesRow[] => readings.map(([tS, value]) => ({ tS, x: value }));

function near({ value, coverage, largestGapS }: Covered, wanted: [number, number, number]): void {
  const found = [value, coverage, largestGapS];
  for (const [index, number] of wanted.entries()) {
    assert.ok(Math.abs((found[index] ?? Number.NaN) - number) < 1e-9, `${found} is not ${wanted}`);
  }
}

test('a figure is taken over the steady window, else over the load', () => {
  assert.deepEqual(figureSpan({ fromS: 2, toS: 8, lengthS: 6 }, 10e6), { fromS: 2, toS: 8 });
  assert.deepEqual(figureSpan(null, 10e6), { fromS: 0, toS: 10 });
});

test('a counter grows evenly between its readings, so that a window may begin and end between them', () => {
  const counter = x([-0.5, 100], [0.5, 110], [1.5, 130], [2.5, 130]);
  near(counterGrowthIn(counter, 'x', { fromS: 0, toS: 1 }), [15, 1, 1]);
  near(counterGrowthIn(counter, 'x', { fromS: 0.6, toS: 0.7 }), [2, 1, 1]);
  near(counterGrowthIn(counter, 'x', { fromS: 2, toS: 4.5 }), [0, 0.2, 1]);
});

test('a gap in the middle takes nothing from a counter and shows how large it is', () => {
  const counter = x([0, 0], [1, 10], [2, null], [9, 90], [10, 100]);
  near(counterGrowthIn(counter, 'x', { fromS: 0.5, toS: 9.5 }), [90, 1, 8]);
});

test('a counter that fell has no growth, because the engine restarted; before the window that is nobody’s business', () => {
  const counter = x([0, 50], [1, 60], [2, 5], [3, 25]);
  assert.equal(counterGrowthIn(counter, 'x', { fromS: 0, toS: 3 }).value, null);
  assert.equal(counterGrowthIn(counter, 'x', { fromS: 2, toS: 3 }).value, 20);
});

test('an engine that works for nobody else stands still before the load and after it', () => {
  const load = { fromS: 0, toS: 2.2 };
  const rows = atRestOutside(x([-0.9, 40], [0.1, 50], [1.1, 150], [2.1, 250], [3.1, 260]), load);
  assert.deepEqual(rows, x([-0.9, 40], [0, 40], [0.1, 50], [1.1, 150], [2.1, 250], [2.2, 260], [3.1, 260]));
  near(counterGrowthIn(rows, 'x', load), [220, 1, 1]);
  near(counterGrowthIn(rows, 'x', { fromS: 0, toS: 0.6 }), [60, 1, 1]);
  assert.deepEqual(atRestOutside(x([0.5, 1], [1, 2]), load), x([0.5, 1], [1, 2]), 'nothing is known of the edges');
});

test('power is integrated to the edges of the window, and a gap is left out and told', () => {
  const watts = x([0, 100], [1, 300], [2, 300], [10, 300], [11, 100]);
  near(integralIn(watts, 'x', { fromS: 0, toS: 2 }), [500, 1, 1]);
  near(integralIn(watts, 'x', { fromS: 0.5, toS: 1.5 }), [275, 1, 1]);
  near(integralIn(watts, 'x', { fromS: 1, toS: 11 }), [500, 0.2, 8]);
  near(meanIn(watts, 'x', { fromS: 1, toS: 11 }), [250, 0.2, 8]);
});

test('an average since the last reading holds for the time before it', () => {
  const percent = x([0, 900], [1, 20], [3, 80], [4, null], [5, 50]);
  near(meanIn(percent, 'x', { fromS: 0.5, toS: 2.5 }, 'since-last'), [65, 1, 2]);
  near(meanIn(percent, 'x', { fromS: 3, toS: 5 }, 'since-last'), [50, 0.5, 2]);
  near(meanIn(percent, 'x', { fromS: 0.9, toS: 3.4 }, 'since-last'), [80, 0.8, 2]);
  assert.equal(meanIn(percent, 'x', { fromS: 0.9, toS: 1.9 }, 'since-last').value, null);
});

test('a window without readings has no figures, and one between two of them has those of the line', () => {
  const none = { value: null, coveredS: 0, coverage: 0, largestGapS: null };
  for (const figure of [counterGrowthIn, integralIn, meanIn]) {
    assert.deepEqual(figure(x([0, 1], [1, 2]), 'x', { fromS: 5, toS: 6 }), none);
    assert.deepEqual(figure(x([0, 1], [1, 2]), 'y', { fromS: 0, toS: 1 }), none);
    assert.deepEqual(figure(x([0, 1], [1, 2]), 'x', { fromS: 1, toS: 1 }), none);
  }
  assert.deepEqual(valuesIn(x([0, 1], [1, 3]), 'x', { fromS: 0.2, toS: 0.4 }), []);
  assert.equal(peakIn(x([0, 1], [1, 3]), 'x', { fromS: 0.25, toS: 0.5 }), 2);
  assert.equal(percentileIn(x([0, 9], [1, 1], [2, 3], [3, 2]), 'x', { fromS: 1, toS: 3 }, 50), 2);
  assert.equal(percentileIn([], 'x', { fromS: 1, toS: 3 }, 50), null);
});
