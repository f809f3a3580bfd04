import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparisonTable } from '../../cli/comparison-table.ts';
import type { OpenShape } from '../../domain/shape.ts';
import { compare } from '../../stats/comparison/compare.ts';
import { exampleCell } from '../../testing/example-cell.ts';
import { exampleCells, exampleComparison, exampleHead, exampleRunInput } from '../../testing/example-comparison.ts';
import { exampleSamples, measuredExample } from '../../testing/example-result.ts';
import { tables } from './tables.ts';

const shape: OpenShape = { kind: 'poisson', ratePerS: 20, maxInFlight: 64 };

/** 140 requests by a schedule, each of which was held back so long before it left; what rules say of that is not asked here. */
function held(byMs: number) {
  const samples = exampleSamples(140).map((sample) => ({
    ...sample,
    intendedUs: (sample.sentUs ?? 0) - byMs * 1_000,
  }));
  const cell = measuredExample(exampleCell({ id: 'throughput/run-1', shape, requests: 140 }), samples);
  return [{ ...cell, verdict: { ...cell.verdict, state: 'VALID' as const, rules: [] } }];
}

const open = compare([exampleRunInput('alpha', held(10)), exampleRunInput('beta', held(100))], exampleHead());

test('in an open loop service latency stands below the response latency, which counts the wait', () => {
  const [table] = tables(open);
  const names = (table?.rows ?? []).map(({ name }) => name).filter((name) => /TTFT|E2E/.test(name));
  assert.deepEqual(names, [
    ...['response TTFT p50, ms', 'response TTFT p90, ms', 'response TTFT p95, ms'],
    ...['service TTFT p50, ms', 'service TTFT p90, ms', 'service TTFT p95, ms'],
    ...['response E2E p50, ms', 'response E2E p90, ms', 'response E2E p95, ms'],
    ...['service E2E p50, ms', 'service E2E p90, ms', 'service E2E p95, ms'],
  ]);
  const values = (name: string) =>
    table?.rows.find((row) => row.name === name)?.cells.map(({ value }) => Number(value));
  const [service, response] = [values('service TTFT p50, ms'), values('response TTFT p50, ms')];
  assert.equal(service?.[0], service?.[1], 'the engines serve alike');
  assert.ok(Math.abs((response?.[1] ?? 0) - (service?.[1] ?? 0) - 100) < 1, `${response} ${service}`);
  assert.match(table?.notes[0] ?? '', /^open loop: response latency counts from the intended send/);
});

test('only the response latency is ranked, under its name', () => {
  const rankings = open.tests[0]?.rankings ?? [];
  const latencies = rankings.map(({ title }) => title).filter((title) => /TTFT|E2E/.test(title));
  assert.deepEqual(latencies, ['response TTFT p50', 'response TTFT p95', 'response E2E p50', 'response E2E p95']);
  const first = rankings.find(({ metric }) => metric === 'ttftP50Ms')?.ranked[0];
  assert.deepEqual([first?.engine, first?.tiedWith], ['alpha', []]);
  const service = open.metrics.filter(({ name }) => name.startsWith('service'));
  assert.ok(service.length > 0 && service.every(({ better }) => better === null));
});

test('a closed loop has one latency, and no row, column or word of the other', () => {
  const closed = exampleComparison();
  const said = JSON.stringify(tables(closed)) + comparisonTable(closed);
  assert.doesNotMatch(said, /service|response/);
  assert.ok(!closed.metrics.some(({ name }) => name.startsWith('service')));
});

test('the terminal shows both latencies, each in its column, beside closed loops', () => {
  const both = (name: string, byMs: number) => {
    const low = exampleCells(0).filter(({ statistics }) => statistics.cell.test === 'low_latency');
    return exampleRunInput(name, [...held(byMs), ...low]);
  };
  const lines = comparisonTable(compare([both('alpha', 10), both('beta', 100)], exampleHead())).split('\n');
  const head = lines.find((line) => line.includes('response TTFT p50/p95 ms  TTFT p50/p95 ms')) ?? '';
  const at = (line: string, column: string) =>
    line
      .slice(0, head.indexOf(column) + column.length)
      .split(/ {2,}/)
      .at(-1);
  const beta = lines.filter((line) => /^(?:throughput|low_latency) .* beta /.test(line));
  assert.equal(beta.length, 2, lines.join('\n'));
  const [byRate, closed] = beta as [string, string];
  const number = (text: string | undefined) => Number.parseFloat(text ?? '');
  const wait = number(at(byRate, 'response TTFT p50/p95 ms')) - number(at(byRate, '  TTFT p50/p95 ms'));
  assert.ok(Math.abs(wait - 100) < 1.5, byRate);
  assert.ok(number(at(closed, '  TTFT p50/p95 ms')) > 0, closed);
});
