import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resultTable } from '../cli/result-table.ts';
import type { OpenShape } from '../domain/shape.ts';
import { exampleCell } from '../testing/example-cell.ts';
import { exampleMeasured, exampleResult, exampleSamples, measuredExample } from '../testing/example-result.ts';
import { makeCharts } from './charts/index.ts';
import { resultsCsv } from './results-csv.ts';
import type { CellSeries } from './series.ts';
import { reportView } from './view.ts';

const shape: OpenShape = { kind: 'poisson', ratePerS: 20, maxInFlight: 64 };

/** 140 requests of which each was sent 100 ms after it was due. */
function openResult() {
  const late = exampleSamples(140).map((sample) => ({ ...sample, intendedUs: (sample.sentUs ?? 0) - 100_000 }));
  return exampleResult([measuredExample(exampleCell({ shape, requests: 140 }), late)]);
}

test('the report shows response and service latency side by side and says what they are', () => {
  const view = reportView({ result: openResult(), series: new Map() });
  const [cell] = view.tests[0]?.cells ?? [];
  assert.match(view.openLoopNote, /Response latency counts from that intended send/);
  const row = (name: RegExp) =>
    Number(cell?.latencies.find((latency) => name.test(latency.name))?.percentiles[0]?.value);
  assert.ok(Math.abs(row(/^response TTFT/) - row(/^service TTFT/) - 100) < 1);
  assert.equal(row(/sent late by/), 100);
  assert.match(cell?.openLoop ?? '', /^The schedule offered 16\.7 requests\/s; 16\.7 requests\/s were sent/);
  assert.match(view.summaries[0]?.details.join('; ') ?? '', /at poisson, 20 requests\/s, .*response TTFT p50/);
});

test('a report of closed loops says nothing of schedules', () => {
  const view = reportView({ result: exampleResult(), series: new Map() });
  assert.equal(view.openLoopNote, '');
  assert.ok(view.tests.flatMap(({ cells }) => cells).every(({ openLoop }) => openLoop === ''));
});

test('charts of the response latency, of lateness and of requests in flight are drawn for open loops alone', () => {
  const client = [0, 1, 2].map((t_s) => ({ t_s, in_flight: t_s, tokens: 1 }));
  const series = (ids: string[]) =>
    new Map(
      ids.map((id): [string, CellSeries] => [
        id,
        { report: null, client, memory: [], engine: [], metrics: [], host: [] },
      ]),
    );
  const names = (result: ReturnType<typeof exampleResult>, ids: string[]) =>
    makeCharts({ result, series: series(ids) }).map(({ name }) => name);
  const drawn = names(openResult(), ['throughput/run-1']);
  for (const name of ['response-ttft-throughput', 'lateness-throughput', 'in-flight-over-time'])
    assert.ok(drawn.includes(name), name);
  const closed = names(exampleResult(), ['throughput/run-1']);
  assert.deepEqual(
    closed.filter((name) => ['response-ttft-throughput', 'lateness-throughput', 'in-flight-over-time'].includes(name)),
    [],
  );
});

test('the table on the terminal shows the rate and the response latency where there is a schedule', () => {
  const both = exampleResult([...Object.values(openResult().benchmarks).flat(), ...exampleMeasured().slice(0, 1)]);
  const [head, open, closed] = resultTable(both).split('\n');
  assert.match(head ?? '', /test +load +requests .*response TTFT p50\/p95 ms +TTFT p50\/p95 ms/);
  assert.match(open ?? '', /poisson 20\/s +140 +140/);
  assert.match(closed ?? '', /2 at once +140 +140/);
  assert.doesNotMatch(resultTable(exampleResult()), /load|response/);
});

test('the CSV names the load of an open loop and leaves its concurrency empty', () => {
  const [head, line] = resultsCsv(openResult())
    .split('\n')
    .map((row) => row.split(','));
  const value = (name: string) => line?.[head?.indexOf(name) ?? -1];
  assert.deepEqual(
    [value('load'), value('concurrency'), value('rate_per_s'), value('max_in_flight')],
    ['poisson', '', '20', '64'],
  );
  assert.ok(Number(value('response_ttft_p50_ms')) - Number(value('ttft_p50_ms')) > 99);
});
