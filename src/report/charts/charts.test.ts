import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleCell } from '../../testing/example-cell.ts';
import { exampleMeasured, exampleResult, exampleSamples, measuredExample } from '../../testing/example-result.ts';
import type { ReportData } from '../report-data.ts';
import type { CellSeries } from '../series.ts';
import type { Chart } from './chart.ts';
import { makeCharts } from './index.ts';

const result = exampleResult();

function drawn(data: ReportData): string[] {
  return makeCharts(data).map(({ name }) => name);
}

const distributions = ['throughput', 'json-struct', 'low-latency'].flatMap((name) => [`ttft-${name}`, `tpot-${name}`]);
const withoutSeries = drawn({ result, series: new Map() });

function withSeries(change: Partial<CellSeries>): ReportData {
  return {
    result,
    series: new Map([
      ['throughput/run-1', { report: null, client: [], memory: [], engine: [], metrics: [], host: [], ...change }],
    ]),
  };
}

function chart(data: ReportData, name: string): Chart {
  const found = makeCharts(data).find((one) => one.name === name);
  assert.ok(found, name);
  return found;
}

function values(spec: Chart['spec']): Record<string, unknown>[] {
  return (spec.data as { values: Record<string, unknown>[] }).values;
}

test('a chart appears only when it has data', () => {
  const names = (data: ReportData) => drawn(data).filter((name) => !distributions.includes(name));
  const always = ['throughput', 'json-validity'];
  assert.deepEqual(drawn({ result, series: new Map() }), [...always, 'startup', ...distributions]);
  assert.deepEqual(names({ result: { ...result, run: { ...result.run, startup: [] } }, series: new Map() }), always);
  const client = [0, 1, 2].map((t_s) => ({ t_s, tokens: 9 }));
  assert.deepEqual(names(withSeries({ client })), [...always, 'tokens-over-time', 'startup']);
  const memory = [1, 2].map((t_s) => ({ t_s, source: 'docker', memory_used_bytes: 5, utilisation_percent: null }));
  assert.deepEqual(names(withSeries({ memory })), [...always, 'memory-over-time', 'startup']);
  const engine = [1, 2].map((t_s) => ({ t_s, cpu_percent: 80 }));
  assert.deepEqual(names(withSeries({ engine })), [...always, 'utilisation-over-time', 'startup']);
});

test('hours of many cells draw no more points than a page can hold, and a cell of one point stays to be seen', () => {
  const none = { report: null, memory: [], engine: [], metrics: [], host: [] };
  const seconds = (count: number) => Array.from({ length: count + 1 }, (_, t_s) => ({ t_s, tokens: t_s % 7 }));
  const cells = Array.from({ length: 12 }, (_, index) => `throughput/c${index + 1}/run-1`);
  const series = new Map(cells.map((id, index) => [id, { ...none, client: seconds(index === 0 ? 1 : 3_600) }]));
  const { spec } = chart({ result, series }, 'tokens-over-time');
  const points = values(spec);
  assert.ok(points.length > 1_000 && points.length <= 1_200, `${points.length}`);
  assert.deepEqual(new Set(points.map(({ cell }) => cell)), new Set(cells));
  const [, dots] = (spec as unknown as { layer: [unknown, Chart['spec']] }).layer;
  assert.deepEqual(
    values(dots).map(({ cell }) => cell),
    cells.slice(0, 1),
  );
});

test('a chart over time says of how many requests or readings its lines are, and what a point of a long one is', () => {
  const none = { report: null, client: [], memory: [], engine: [], metrics: [], host: [] };
  const client = [0, 1, 2, 3].map((t_s) => ({ t_s, tokens: 9 }));
  assert.match(chart(withSeries({ client }), 'tokens-over-time').caption, /whole second; n 140 requests$/);
  const readings = (count: number) => Array.from({ length: count }, (_, t_s) => ({ t_s, cpu_percent: 80 }));
  const series = (first: number) =>
    new Map([
      ['throughput/run-1', { ...none, engine: readings(first) }],
      ['throughput/run-2', { ...none, engine: readings(5) }],
      ['throughput/run-3', none],
    ]);
  const caption = (first: number) => chart({ result, series: series(first) }, 'utilisation-over-time').caption;
  assert.match(caption(7), /; n 12 readings in 2 cells$/);
  // A cell of three may have 400 points.
  assert.match(caption(1_500), /; n 1,505 readings in 2 cells; a point is the mean of up to 4 neighbours$/);
});

test('rows without a value draw no chart and no point', () => {
  const memory = [1, 2].map((t_s) => ({ t_s, source: 'docker', memory_used_bytes: null, utilisation_percent: null }));
  assert.deepEqual(drawn(withSeries({ memory })), withoutSeries);
  const client = [0, 1, 2, 3].map((t_s) => ({ t_s, tokens: t_s === 1 ? null : 9 }));
  assert.deepEqual(
    values(chart(withSeries({ client }), 'tokens-over-time').spec).map(({ t }) => t),
    [0, 2],
  );
});

test('one point alone is no course over time', () => {
  const memory = [{ t_s: 1, source: 'docker', memory_used_bytes: 5, utilisation_percent: null }];
  assert.deepEqual(drawn(withSeries({ memory })), withoutSeries);
});

type Axis = { scale: object; axis: { values?: number[] } };

/** What the time axis of the TTFT chart shows when the first tokens came after these times, ms. */
function ttftAxis(ttftMs: number[]) {
  const samples = exampleSamples(ttftMs.length).map((sample, index) => {
    const firstTokenUs = (sample.sentUs ?? 0) + (ttftMs[index] ?? 0) * 1_000;
    return { ...sample, firstTokenUs, lastTokenUs: firstTokenUs + 30_000 };
  });
  const { spec, caption } = chart(
    { result: exampleResult([measuredExample(exampleCell(), samples)]), series: new Map() },
    'ttft-throughput',
  );
  const [{ encoding }] = (spec as unknown as { layer: [{ encoding: { x: Axis } }] }).layer;
  const { x } = encoding;
  return { scale: x.scale, marks: x.axis.values, caption };
}

test('a time axis has marks at both ends: 1, 2, 5 … where values differ much, else as on a ruler', () => {
  const wide = ttftAxis([1.8, 9, 150]);
  assert.deepEqual(wide.marks, [1, 2, 5, 10, 20, 50, 100, 200]);
  assert.deepEqual(wide.scale, { type: 'log', domain: [1, 200], nice: false });
  assert.match(wide.caption, /; logarithmic time axis$/);
  assert.deepEqual(ttftAxis([0.1, 10]).marks, [0.1, 0.2, 0.5, 1, 2, 5, 10]);
  const close = ttftAxis([10, 10.1]);
  assert.equal(close.marks, undefined);
  assert.match(close.caption, /; linear time axis, not from 0$/);
  assert.deepEqual(ttftAxis([10, 10]).scale, { domain: [9.9, 10.1], nice: true });
});

test('a cell without any ok request has no bar and no curve', () => {
  const failed = exampleSamples(3).map((sample) => ({ ...sample, outcome: 'timeout' as const }));
  const none = exampleResult([measuredExample(exampleCell(), failed)], { run: { startup: [] } });
  assert.deepEqual(drawn({ result: none, series: new Map() }), []);
});

test('the charts of a GPU say GPU, those without one say which memory they show', () => {
  const rows = [1, 2].map((t_s) => ({ t_s, memory_used_bytes: 30 * 1024 ** 3 }));
  const onGpu = withSeries({ memory: rows.map((row) => ({ ...row, source: 'nvidia-smi', utilisation_percent: 90 })) });
  assert.equal(chart(onGpu, 'memory-over-time').title, 'GPU memory in use');
  assert.equal(chart(onGpu, 'utilisation-over-time').title, 'GPU utilisation');
  assert.deepEqual(
    values(chart(onGpu, 'memory-over-time').spec).map(({ value }) => value),
    [30, 30],
  );
  const without = withSeries({ memory: rows.map((row) => ({ ...row, source: 'docker', utilisation_percent: null })) });
  assert.match(chart(without, 'memory-over-time').title, /no GPU: main memory/);
  assert.match(chart(without, 'memory-over-time').caption, /gpu_memory\.csv holds main memory/);
});

test('values a thousand times below the largest stand at the edge, and the caption says so', () => {
  const far = ttftAxis([0.001, 9, 150]);
  assert.deepEqual([far.marks?.at(0), far.marks?.at(-1)], [0.1, 200]);
  assert.match(far.caption, /; logarithmic time axis; what is below 0\.150 ms is drawn there$/);
});

test('runs of the same load share a line, whose name says how many requests and runs stand behind it', () => {
  const points = values(chart({ result, series: new Map() }, 'ttft-throughput').spec);
  assert.deepEqual([...new Set(points.map(({ line }) => line))], ['2 in flight (n 420 in 3 runs)']);
  assert.equal(new Set(points.map(({ of }) => of)).size, 3);
  const json = values(chart({ result, series: new Map() }, 'ttft-json-struct').spec);
  assert.equal(new Set(json.map(({ line }) => line)).size, 2);
});

test('a distribution has a step for every quantile, from 0 to all', () => {
  const points = values(chart({ result, series: new Map() }, 'tpot-low-latency').spec);
  assert.equal(points.length, 101);
  assert.deepEqual([points[0]?.share, points[100]?.share], [0, 1]);
});

/** The percentiles that are marked on the curves of low_latency with this many requests. */
function marked(count: number): { marks: unknown[]; caption: string } {
  const { spec, caption } = chart(
    { result: exampleResult(exampleMeasured(count)), series: new Map() },
    'ttft-low-latency',
  );
  const { layer } = spec as unknown as { layer: Pick<Chart, 'spec'>['spec'][] };
  return { marks: values(layer.at(-1) as Chart['spec']).map(({ percentile }) => percentile), caption };
}

test('percentiles are marked where there are samples enough for them, and the caption says which', () => {
  assert.deepEqual(marked(140).marks, ['p50', 'p95']);
  assert.match(marked(140).caption, /; marked where samples suffice: p50, p95, with their 95 % interval;/);
  assert.deepEqual(marked(60).marks, ['p50']);
  assert.deepEqual(marked(5).marks, []);
  assert.doesNotMatch(marked(5).caption, /marked/);
});

test('JSON validity adds up to all requests of a grade', () => {
  const { spec, caption } = chart({ result, series: new Map() }, 'json-validity');
  const [panel] = (spec as unknown as { vconcat: { layer: Chart['spec'][] }[] }).vconcat;
  const bars = values(panel?.layer[0] as Chart['spec']);
  assert.deepEqual(
    bars.map(({ outcome, requests, from, to }) => [outcome, requests, from, to]),
    [
      ['valid', 126, 0, 0.9],
      ['JSON that breaks the schema', 14, 0.9, 1],
    ],
  );
  assert.match(caption, /all n requests/);
  assert.equal(values(panel?.layer[1] as Chart['spec'])[0]?.text, '90 % valid of n 140');
});

test('cost and energy are drawn where they were measured only', () => {
  const [first, ...others] = exampleMeasured(8);
  assert.ok(first);
  const priced = { ...first, statistics: { ...first.statistics, costUsdPerMillionOutputTokens: 0.42 } };
  assert.ok(!withoutSeries.includes('cost-energy'));
  const { spec } = chart({ result: exampleResult([priced, ...others]), series: new Map() }, 'cost-energy');
  const { vconcat } = spec as unknown as { vconcat: Chart['spec'][] };
  assert.deepEqual(
    vconcat.map((panel) => values(panel).map(({ value }) => value)),
    [[0.42]],
  );
});

test('no chart holds a number that is none, and every caption of requests says n', () => {
  for (const { name, caption, spec } of makeCharts({ result, series: new Map() })) {
    assert.doesNotMatch(
      JSON.stringify(spec),
      /null,"(?:value|share)|"(?:value|share|low|high|from|to)":null|NaN/,
      name,
    );
    if (name !== 'startup') assert.match(caption, /\bn\b/, name);
  }
});

test('the start-up chart says how long it all took', () => {
  assert.match(chart({ result, series: new Map() }, 'startup').caption, /^1\.25 s from the start of the run/);
});
