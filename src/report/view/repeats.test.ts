import assert from 'node:assert/strict';
import { test } from 'node:test';
import { repeatsTable } from '../../cli/repeats-table.ts';
import type { EngineResult } from '../../domain/engine-result.ts';
import { exampleCell } from '../../testing/example-cell.ts';
import { exampleResult, exampleSamples, measuredExample } from '../../testing/example-result.ts';
import { repeatsCsv } from '../repeats-csv.ts';
import { repeatsTables } from './repeats.ts';

/** Runs of throughput that gave these output tokens a second. */
function runs(rates: number[], invalid: number[] = []): EngineResult {
  return exampleResult(
    rates.map((steady, index) => {
      const repeat = index + 1;
      const cell = exampleCell({ id: `throughput/run-${repeat}`, repeat });
      const measured = measuredExample(cell, exampleSamples(140));
      const outputTokensPerS = { ...measured.statistics.outputTokensPerS, steady };
      const state = invalid.includes(repeat) ? ('INVALID' as const) : ('VALID' as const);
      const statistics = { ...measured.statistics, outputTokensPerS };
      return { ...measured, statistics, verdict: { ...measured.verdict, state } };
    }),
  );
}

const three = runs([66.7, 68.2, 65.9]);
const six = runs([66, 67, 66.5, 41, 66.8, 66.1]);

test('a figure over runs stands with mean, interval, spread, each run, and what the runs give as one', () => {
  const [table] = repeatsTables(three, 'throughput');
  assert.equal(table?.caption, 'Over 3 runs, 2 in flight');
  const [tokens, ttft] = table?.rows ?? [];
  // scipy.stats.t.interval(0.95, 2, mean, sem) of SciPy 1.17.1: 64.0328 to 69.8339.
  assert.deepEqual(tokens, ['output tokens/s', '66.9 (64.0–69.8)', '65.9–68.2', '1.74 %', '66.7 · 68.2 · 65.9', '']);
  assert.deepEqual(ttft?.slice(0, 2), ['TTFT p50, ms', '23.5 (23.5–23.5)']);
  assert.match(ttft?.at(-1) ?? '', /^23\.5 \(2\d\.\d–2\d\.\d\)$/);
  assert.match(table?.notes.join(' ') ?? '', /Of fewer than 5 runs none can be told to be an outlier/);
  assert.deepEqual(repeatsTables(three, 'low_latency'), []);
});

test('a percentile that each run has too few requests for is insufficient over runs, and may be known of all together', () => {
  const rowsOf = (requests: number) => {
    const cells = [1, 2, 3].map((repeat) =>
      measuredExample(exampleCell({ id: `throughput/run-${repeat}`, repeat }), exampleSamples(requests)),
    );
    const [table] = repeatsTables(exampleResult(cells), 'throughput');
    return table?.rows.find(([figure]) => figure === 'TTFT p95, ms');
  };
  assert.deepEqual(rowsOf(20), ['TTFT p95, ms', 'insufficient', '', '', '', 'insufficient']);
  assert.match(rowsOf(50)?.join('|') ?? '', /^TTFT p95, ms\|insufficient\|\|\|\|22\.\d \(2\d\.\d–2\d\.\d\)$/);
});

test('an outlier is named with its value, and a run that is INVALID is said to be left out', () => {
  const [table] = repeatsTables(six, 'throughput');
  assert.match(
    table?.notes[0] ?? '',
    /^Outlier: run 4 in output tokens\/s, 41\.0 tokens\/s \(modified z-score 42\.7\)\./,
  );
  assert.doesNotMatch(table?.notes.join(' ') ?? '', /fewer than 5 runs/);
  const [other] = repeatsTables(runs([66, 67, 66.5], [2]), 'throughput');
  assert.equal(other?.notes[0], 'INVALID, and in none of these figures: 1 of its runs.');
});

test('the terminal shows the two leading figures over the runs, and nothing where nothing was repeated', () => {
  const lines = repeatsTable(six).trim().split('\n');
  assert.deepEqual(
    lines.map((line) => line.split(/ {2,}/)),
    [
      ['over runs', 'runs', 'figure', 'mean', '95 % interval', 'CV', 'outliers'],
      ['throughput', '6', 'output tokens/s', '62.2', '51.3 to 73.2', '16.7 %', 'run 4'],
      ['throughput', '6', 'TTFT p50 ms', '23.5', '23.5 to 23.5', '0.0 %', 'none'],
    ],
  );
  assert.match(repeatsTable(runs([66, 67, 66.5], [2])), /^throughput {2,}2 of 3 /m);
  assert.equal(repeatsTable(runs([66])), '');
});

test('benchmark_repeats.csv has a line a figure, with each run and the outliers', () => {
  const [head, ...lines] = repeatsCsv(six.repeats).trimEnd().split('\n');
  const column = (name: string, line = lines[0]) => line?.split(',')[head?.split(',').indexOf(name) ?? -1];
  assert.deepEqual(
    [column('metric'), column('runs'), column('each_run')],
    ['outputTokensPerS', '6', '"66;67;66.5;41;66.8;66.1"'],
  );
  assert.deepEqual([column('outlier_runs'), column('pooled')], ['4', '']);
  assert.equal(lines.length, six.repeats[0]?.metrics.length);
  assert.ok(
    Number(
      column(
        'pooled',
        lines.find((line) => line.includes('ttftP50Ms')),
      ),
    ) > 0,
  );
});
