import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cell } from '../../domain/plan.ts';
import { exampleCell } from '../../testing/example-cell.ts';
import { exampleResult, exampleSamples, measuredExample } from '../../testing/example-result.ts';
import { makeCharts } from '../charts/index.ts';
import { reportView } from '../view.ts';
import { levelRows } from './levels.ts';
import { summaries } from './summary.ts';

function cell(id: string, change: Partial<Cell> = {}) {
  return measuredExample(exampleCell({ id, ...change }), exampleSamples(140, change.maxTokens ?? 0));
}

function level(concurrency: number, run: number) {
  return cell(`throughput/c${concurrency}/run-${run}`, { shape: { kind: 'concurrency', concurrency }, repeat: run });
}

const levels = [1, 2, 4].flatMap((concurrency) => [level(concurrency, 1), level(concurrency, 2)]);

test('each level has one row for all its runs, with the middle and the range', () => {
  const rows = levelRows(levels);
  assert.deepEqual(
    rows.map((row) => [row.level, row.runs, row.ok]),
    [
      ['1 in flight', '2', '280'],
      ['2 in flight', '2', '280'],
      ['4 in flight', '2', '280'],
    ],
  );
  assert.match(rows[0]?.tokensPerS ?? '', /^[\d.]+ \([\d.]+–[\d.]+\)$/);
});

test('in an open loop a level shows the TTFT from the intended send and, beside it, the one from the real send', () => {
  const late = exampleSamples(140).map((sample) => ({ ...sample, intendedUs: (sample.sentUs ?? 0) - 100_000 }));
  const cells = [10, 20].map((ratePerS) => {
    const shape = { kind: 'poisson', ratePerS, maxInFlight: 64 } as const;
    return measuredExample(exampleCell({ id: `throughput/r${ratePerS}/run-1`, shape }), late);
  });
  assert.deepEqual(levelRows(cells)[0]?.ttftP50, '123, service 23.5');
});

test('points of a sweep and cases are told apart at the same load level', () => {
  const points = [8, 16].map((maxTokens) =>
    cell(`throughput/maxTokens-${maxTokens}/run-1`, { maxTokens, point: { 'tests.throughput.maxTokens': maxTokens } }),
  );
  const cases = ['a', 'b'].map((caseId) => cell(`low_latency/case-${caseId}/run-1`, { caseId }));
  assert.deepEqual(
    [...levelRows(points), ...levelRows(cases)].map((row) => row.level),
    ['maxTokens 8, 2 in flight', 'maxTokens 16, 2 in flight', 'case a, 2 in flight', 'case b, 2 in flight'],
  );
});

test('one level alone needs no table', () => {
  assert.deepEqual(levelRows([level(4, 1), level(4, 2)]), []);
});

test('a few levels have a summary each, many one that says which it is', () => {
  const few = summaries(exampleResult(levels));
  assert.equal(few.length, 3);
  const many = summaries(exampleResult([...levels, ...[8, 16, 32, 64].map((concurrency) => level(concurrency, 1))]));
  assert.equal(many.length, 1);
  assert.equal(many[0]?.details.at(-1), 'the fastest of 7, see the table below');
});

test('throughput is drawn over the load and against latency from two levels on, a point for each run', () => {
  const drawn = (cells: typeof levels) =>
    makeCharts({ result: exampleResult(cells), series: new Map() }).filter(({ name }) =>
      name.startsWith('throughput-'),
    );
  assert.deepEqual(drawn([level(4, 1), level(4, 2)]), []);
  const charts = drawn(levels);
  assert.deepEqual(
    charts.map(({ name }) => name),
    ['throughput-by-level', 'throughput-latency'],
  );
  const data = charts[0]?.spec.data as { values: unknown[] } | undefined;
  assert.equal(data?.values.length, 6);
});

test('the page says which point of a sweep it is, and what the environment set', () => {
  const result = exampleResult(levels);
  const environment = [{ variable: 'BENCHMARK_RUNS', value: '2', keys: ['tests.throughput.runs'], overruled: false }];
  const config = { ...result.config, sweepPoint: { 'engine.maxNumSeqs': 8 }, environment };
  const view = reportView({ result: { ...result, config }, series: new Map() });
  assert.match(view.suite, /· engine\.maxNumSeqs 8$/);
  assert.equal(view.environment.find(({ name }) => name === 'from the environment')?.value, 'BENCHMARK_RUNS=2');
});
