import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleCell } from '../../testing/example-cell.ts';
import { exampleResult, exampleSamples, measuredExample } from '../../testing/example-result.ts';
import type { ReportData } from '../report-data.ts';
import type { CellSeries } from '../series.ts';
import type { Chart } from './chart.ts';
import { makeCharts } from './index.ts';

const result = exampleResult();

function names(data: ReportData): string[] {
  return makeCharts(data).map(({ name }) => name);
}

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
  const always = ['throughput', 'ttft', 'tpot'];
  assert.deepEqual(names({ result, series: new Map() }), [...always, 'startup']);
  assert.deepEqual(names({ result: { ...result, run: { ...result.run, startup: [] } }, series: new Map() }), always);
  const client = [0, 1, 2].map((t_s) => ({ t_s, tokens: 9 }));
  assert.deepEqual(names(withSeries({ client })), [...always, 'tokens-over-time', 'startup']);
  const memory = [1, 2].map((t_s) => ({ t_s, source: 'docker', memory_used_bytes: 5, utilisation_percent: null }));
  assert.deepEqual(names(withSeries({ memory })), [...always, 'memory-over-time', 'startup']);
  const engine = [1, 2].map((t_s) => ({ t_s, cpu_percent: 80 }));
  assert.deepEqual(names(withSeries({ engine })), [...always, 'utilisation-over-time', 'startup']);
});

test('rows without a value draw no chart and no point', () => {
  const memory = [1, 2].map((t_s) => ({ t_s, source: 'docker', memory_used_bytes: null, utilisation_percent: null }));
  assert.deepEqual(names(withSeries({ memory })), ['throughput', 'ttft', 'tpot', 'startup']);
  const client = [0, 1, 2, 3].map((t_s) => ({ t_s, tokens: t_s === 1 ? null : 9 }));
  assert.deepEqual(
    values(chart(withSeries({ client }), 'tokens-over-time').spec).map(({ t }) => t),
    [0, 2],
  );
});

test('one point alone is no course over time', () => {
  const memory = [{ t_s: 1, source: 'docker', memory_used_bytes: 5, utilisation_percent: null }];
  assert.deepEqual(names(withSeries({ memory })), ['throughput', 'ttft', 'tpot', 'startup']);
});

/** What the time axis of the TTFT chart shows when the first tokens came after these times, ms. */
function ttftAxis(ttftMs: number[]) {
  const samples = exampleSamples(ttftMs.length).map((sample, index) => {
    const firstTokenUs = (sample.sentUs ?? 0) + (ttftMs[index] ?? 0) * 1_000;
    return { ...sample, firstTokenUs, lastTokenUs: firstTokenUs + 30_000 };
  });
  const { spec, caption } = chart(
    { result: exampleResult([measuredExample(exampleCell(), samples)]), series: new Map() },
    'ttft',
  );
  const { x } = (spec as unknown as { encoding: { x: { scale: object; axis: { values?: number[] } } } }).encoding;
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
  assert.match(close.caption, /; linear time axis$/);
  assert.deepEqual(ttftAxis([10, 10]).scale, { domain: [9.9, 10.1], nice: true });
});

test('a cell without any ok request has no bar and no curve', () => {
  const failed = exampleSamples(3).map((sample) => ({ ...sample, outcome: 'timeout' as const }));
  const none = exampleResult([measuredExample(exampleCell(), failed)], { run: { startup: [] } });
  assert.deepEqual(names({ result: none, series: new Map() }), []);
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

test('captions and labels say how many requests stand behind a line', () => {
  const labels = new Set(values(chart({ result, series: new Map() }, 'ttft').spec).map(({ cell }) => cell));
  assert.deepEqual([...labels].at(0), 'throughput/run-1 (n 140)');
  assert.equal(labels.size, 6);
});

test('a distribution has a step for every quantile, from 0 to all', () => {
  const points = values(chart({ result, series: new Map() }, 'tpot').spec).filter(({ cell }) =>
    /^low/.test(String(cell)),
  );
  assert.equal(points.length, 101);
  assert.deepEqual([points[0]?.share, points[100]?.share], [0, 1]);
});

test('the start-up chart says how long it all took', () => {
  assert.match(chart({ result, series: new Map() }, 'startup').caption, /^1\.25 s from the start of the run/);
});
