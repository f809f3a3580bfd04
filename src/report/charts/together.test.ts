import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleResult } from '../../testing/example-result.ts';
import type { ReportData } from '../report-data.ts';
import type { CellSeries, CsvRow } from '../series.ts';
import { togetherCharts } from './together.ts';
import { thinned, togetherPanels } from './together-lines.ts';

const result = exampleResult();
const nothing: CellSeries = { report: null, client: [], memory: [], engine: [], metrics: [], host: [] };

function rows(values: (t_s: number) => CsvRow): CsvRow[] {
  return [0, 1, 2, 3].map((t_s) => ({ t_s, ...values(t_s) }));
}

const client = rows(() => ({ tokens: 400, in_flight: 2 }));
const metrics = rows((t) => ({ running: 2, waiting: t % 2, kvUsage: 0.12 }));

function data(
  change: Partial<CellSeries>,
  ids = ['throughput/run-1', 'throughput/run-2', 'throughput/run-3'],
): ReportData {
  return { result, series: new Map(ids.map((id) => [id, { ...nothing, ...change }])) };
}

test('client and engine share panels by unit, the engine in shares becomes percent', () => {
  const panels = togetherPanels({ ...nothing, client, metrics });
  assert.deepEqual(
    panels.map(({ axis, lines }) => [axis, ...lines.map(({ name }) => name)]),
    [
      ['tokens/s', 'output tokens, by the client'],
      ['requests', 'in flight, by the client', 'running, by the engine', 'waiting, by the engine'],
      ['%', 'KV cache in use, %'],
    ],
  );
  assert.deepEqual(panels[2]?.lines[0]?.points[0], [0, 12]);
  // The last second is a part one; what is in flight is so at the end of a second.
  assert.deepEqual(panels[1]?.lines[0]?.points, [
    [1, 2],
    [2, 2],
    [3, 2],
  ]);
});

test('the GPU is drawn where there is one, else CPUs, and the lines say of what they are percent', () => {
  const engine = rows(() => ({ cpu_percent: 101 }));
  const host = rows(() => ({ cpu_percent: 60 }));
  const names = (change: Partial<CellSeries>) =>
    togetherPanels({ ...nothing, engine, host, ...change }).flatMap(({ lines }) => lines.map(({ name }) => name));
  assert.deepEqual(names({}), ['CPU of the engine, % of one core', 'all CPUs, %']);
  const memory = (source: string) => rows(() => ({ source, utilisation_percent: 93 }));
  for (const source of ['dcgm', 'nvidia-smi'])
    assert.deepEqual(names({ memory: memory(source) }), ['GPU utilisation, %'], source);
  assert.deepEqual(names({ memory: memory('docker') }), ['CPU of the engine, % of one core', 'all CPUs, %']);
});

test('a test has one such chart, of its run in the middle, with its steady window shaded', () => {
  const charts = togetherCharts(data({ client, metrics }));
  assert.deepEqual(
    charts.map(({ name, test: of }) => [name, of]),
    [['together-throughput', 'throughput']],
  );
  assert.match(
    charts[0]?.caption ?? '',
    /^of throughput\/run-2, on one clock; n 140 requests; readings: 4 of the engine; it has no steady window$/,
  );
  const [low] = togetherCharts(data({ client, metrics }, ['low_latency/run-1']));
  assert.match(
    low?.caption ?? '',
    /^of low_latency\/run-1, on one clock; n 140 requests; readings: 4 of the engine; shaded: the steady window/,
  );
  const text = JSON.stringify(low?.spec);
  assert.match(text, /"mark":\{"type":"rect"/);
  assert.match(text, /"title":"seconds since the load began"/);
});

test('a client alone is no telemetry: its own chart shows it already', () => {
  assert.deepEqual(togetherCharts(data({ client: rows(() => ({ tokens: 400 })) })), []);
  assert.deepEqual(togetherCharts({ result, series: new Map() }), []);
});

test('a long line has no more points than can be told apart, and keeps its mean', () => {
  const points = Array.from({ length: 1001 }, (_, t): [number, number] => [t, t % 2]);
  const thin = thinned(points, 300);
  assert.ok(thin.length <= 300 && thin.length > 200);
  assert.deepEqual(thin[0], [1.5, 0.5]);
  assert.deepEqual(thinned(points.slice(0, 300), 300), points.slice(0, 300));
});
