import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineResult, MeasuredCell } from '../domain/engine-result.ts';
import { computeStatistics } from '../stats/compute.ts';
import { judge } from '../stats/judge.ts';
import { exampleCalibration } from '../testing/example-calibration.ts';
import { exampleCell, exampleClient, examplePlan, exampleSet } from '../testing/example-cell.ts';
import {
  exampleEnvironment,
  exampleMeasured,
  exampleProof,
  exampleResult,
  exampleSamples,
  measuredExample,
} from '../testing/example-result.ts';
import { reportView } from './view.ts';

function view(result: EngineResult) {
  return reportView({ result, series: new Map() });
}

function throughputRuns(rates: number[]): MeasuredCell[] {
  return rates.map((steady, index) => {
    const repeat = index + 1;
    const measured = measuredExample(
      exampleCell({ id: `throughput/run-${repeat}`, repeat }),
      exampleSamples(140, index * 1_000),
    );
    const outputTokensPerS = { ...measured.statistics.outputTokensPerS, steady };
    return { ...measured, statistics: { ...measured.statistics, outputTokensPerS } };
  });
}

test('the summary of throughput takes all its figures from the run in the middle and gives the spread', () => {
  const runs = throughputRuns([2258, 2082, 2170]);
  const [summary] = view(exampleResult(runs)).summaries;
  assert.equal(`${summary?.figure} ${summary?.unit}`, '2,170 output tokens/s');
  assert.equal(summary?.details[0], 'at 2 in flight, n 140, middle of 3 runs (2,082–2,258)');
  const p50 = runs[2]?.statistics.ttftMs.percentiles[0]?.value;
  assert.match(summary?.details[1] ?? '', /^mean of 3 runs 2,170 tokens\/s \(95 % interval 1,951–2,389\), CV 4\.06 %$/);
  assert.equal(summary?.details[2], `TTFT p50 ${p50?.toPrecision(3)} ms, p95 28.6 ms`);
});

test('one run has no spread, and each load level has a summary of its own', () => {
  const cells = [1, 8].map((concurrency) => {
    const cell = exampleCell({ id: `throughput/c${concurrency}/run-1`, shape: { kind: 'concurrency', concurrency } });
    return measuredExample(cell, exampleSamples(10));
  });
  const { summaries } = view(exampleResult(cells));
  assert.deepEqual(
    summaries.map(({ details }) => details[0]),
    ['at 1 in flight, n 10', 'at 8 in flight, n 10'],
  );
});

test('the summary of a test is as bad as its worst run and counts requests that failed', () => {
  const [good, bad] = throughputRuns([100, 200]) as [MeasuredCell, MeasuredCell];
  const requests = { ...bad.statistics.requests, outcomes: { ...bad.statistics.requests.outcomes, ok: 137 } };
  const cells = [
    good,
    { statistics: { ...bad.statistics, requests }, verdict: { ...bad.verdict, state: 'INVALID' as const } },
  ];
  const [summary] = view(exampleResult(cells)).summaries;
  assert.equal(summary?.state, 'INVALID');
  assert.equal(summary?.details.at(-1), '3 of 280 requests not ok');
});

/** All that the report says of json_struct: its cells, and the card at the top. */
function jsonView(cells: MeasuredCell[]) {
  const { summaries, tests } = view(exampleResult(cells));
  const shown = tests.find(({ title }) => title === 'Structured output (JSON)')?.cells ?? [];
  return { summary: summaries.find(({ test }) => test === 'Structured output (JSON)'), cells: shown };
}

test('json_struct says what share is valid and what the schema costs, request by request', () => {
  const { summary, cells } = jsonView(exampleMeasured());
  assert.equal(`${summary?.figure} ${summary?.unit}`, '90 % of 140 requests got JSON that follows their schema');
  const text = summary?.details.join('\n') ?? '';
  assert.match(text, /TPOT with the schema: less than 0\.001 ms apart, n 140 pairs/);
  assert.match(text, /TTFT \+7\.00 ms \(95 % \+7\.00 to \+7\.00\) with the schema: \+30 %, n 140 pairs/);
  assert.match(text, /TTFT p50 30\.4 ms the first time with a schema, 30\.5 ms later: no clear difference/);
  const [constrained, twin] = cells;
  assert.deepEqual(
    constrained?.constraintCost.map(({ heads }) => heads[0]),
    ['cost of the schema', 'of all streams together', 'cost of a new schema'],
  );
  const [pairs] = constrained?.constraintCost ?? [];
  assert.deepEqual(pairs?.rows[1]?.slice(0, 2), ['TTFT where the schema was new, ms', '28']);
  assert.match(pairs?.note ?? '', /^140 of 140 requests .*; 0 of these pairs have answers of different lengths\.$/);
  assert.deepEqual(twin?.constraintCost, []);
});

test('every request with a schema stands in one column of the table of outcomes, and features have their own', () => {
  const [constrained, twin] = jsonView(exampleMeasured()).cells;
  const { outcomes, features } = constrained?.structured ?? {};
  assert.deepEqual(outcomes?.rows, [
    ['flat', '140', '126', '14', '0', '0', '0', '0', '0', '0', '90 %'],
    ['all', '140', '126', '14', '0', '0', '0', '0', '0', '0', '90 %'],
  ]);
  assert.deepEqual(features?.rows.at(-1), ['type', '140', '126', '14', '0', 'unsupported: ignored']);
  assert.equal(twin?.structured, null);
});

test('a proof that fails takes the place of the figures, one that holds stands beside them', () => {
  const failed = jsonView([exampleProof(['There once was', '{"n":1}']), ...exampleMeasured()]);
  assert.equal(failed.summary?.figure, 'Schema not enforced');
  assert.doesNotMatch(failed.summary?.details.join('\n') ?? '', /tokens\/s/);
  assert.match(
    failed.cells[0]?.structured?.proof ?? '',
    /^Schema not enforced: 1 of 2 answers .*; 1 have not its shape/,
  );
  assert.deepEqual([failed.cells[0]?.tokensPerS, failed.cells[0]?.latencies], ['', []]);
  const held = jsonView([exampleProof(['{"n":2}', '{"n":1}']), ...exampleMeasured()]);
  assert.equal(held.summary?.figure, '90 %');
  assert.equal(
    held.summary?.details[0],
    'proof: 2 of 2 answers to prompts that lead away from JSON follow their schema',
  );
});

test('without a twin there is no comparison with one', () => {
  const cells = exampleMeasured().filter(({ statistics: { cell } }) => !cell.id.includes('unconstrained'));
  const [json] = view(exampleResult(cells))
    .tests.flatMap((one) => one.cells)
    .filter(({ id }) => id.startsWith('json'));
  assert.equal(json?.constraintCost.length, 1);
});

test('a cell without samples shows "–", never 0', () => {
  const failed = exampleSamples(4).map((sample) => {
    const never = {
      firstTokenUs: null,
      lastTokenUs: null,
      outputTokens: null,
      inputTokens: null,
      chunks: 0,
      gapsUs: [],
    };
    return { ...sample, ...never, outcome: 'httpError' as const };
  });
  const shown = view(exampleResult([measuredExample(exampleCell(), failed)]));
  const cell = shown.tests[0]?.cells[0];
  assert.deepEqual(
    [cell?.sent, cell?.ok, cell?.tokensPerS, cell?.ttftP50, cell?.tpotP95, cell?.failed],
    ['4', '0', '–', '–', '–', '4 httpError'],
  );
  assert.deepEqual(
    cell?.latencies.filter(({ name }) => name !== 'connect, ms'),
    [],
  );
  const figures = Object.fromEntries(cell?.figures.map(({ name, value }) => [name, value]) ?? []);
  assert.equal(figures['output tokens/s, steady window'], '–');
  assert.equal(shown.summaries[0]?.figure, '–');
});

test('a percentile that needs more samples than there are is "insufficient"', () => {
  const cell = view(exampleResult([measuredExample(exampleCell(), exampleSamples(20))])).tests[0]?.cells[0];
  assert.match(cell?.ttftP50 ?? '', /^\d/);
  assert.equal(cell?.ttftP95, 'insufficient');
  const shown = cell?.latencies[0]?.percentiles.map(({ value }) => value) ?? [];
  assert.match(shown[0] ?? '', /^\d/);
  assert.deepEqual(shown.slice(1), Array(4).fill('insufficient'));
});

test('the load generator stands among the figures: its clock, how late it read, what it cost', () => {
  const samples = exampleSamples(4);
  const report = exampleClient(samples, {
    ...{ clock: 'kernel', priority: 'nice', reads: 200, coalescedReads: 1, peakRssBytes: 46.5 * 1024 ** 2 },
    readerLagUs: { p50: 20, p99: 1_048, max: 6_566 },
  });
  const linesOf = (client: typeof report) => {
    const set = exampleSet(samples, { client });
    const statistics = computeStatistics(exampleCell(), examplePlan(), set, exampleCalibration());
    const verdict = judge(statistics, set, examplePlan());
    const series = new Map([
      ['throughput/run-1', { report: client, client: [], memory: [], engine: [], metrics: [], host: [] }],
    ]);
    const [cell] = reportView({ result: exampleResult([{ statistics, verdict }]), series }).tests[0]?.cells ?? [];
    const lines = new Map(cell?.figures.map(({ name, value }) => [name.replace('client: ', ''), value]));
    return { lines, sentence: cell?.clientShare };
  };
  const { lines, sentence } = linesOf(report);
  assert.equal(lines.get('instants'), 'the kernel stamps every arrival; scheduled before other work (nice)');
  assert.equal(lines.get('reads after arrival, ms'), 'p50 0.0200, p99 1.05, at most 6.57');
  assert.equal(lines.get('reads with several chunks'), '0.5 %');
  assert.equal(lines.get('main memory, peak'), '46.5 MiB');
  assert.match(lines.get('calibrated') ?? '', /^at 8 streams, 2,?000 chunks\/s/);
  assert.match(sentence ?? '', /the client's own part is at most 0.08 ms, of TPOT/);
  assert.equal(lines.get('its own part'), sentence);
  const blind = linesOf({ ...report, clock: 'read', readerLagUs: { p50: null, p99: null, max: null } }).lines;
  assert.match(blind.get('instants') ?? '', /^time after each read: the lateness of the client is inside/);
  assert.equal(blind.has('reads after arrival, ms'), false);
});

test('what a reader must know first is a banner, and a full run of a real engine has none', () => {
  const { engine, model } = exampleResult().config;
  const real = { engine: { ...engine, simulated: false }, model: { ...model, qualityMeaningless: false } };
  const plan = {
    ...real,
    target: {
      kind: 'endpoint' as const,
      url: 'http://x',
      bearerFile: null,
      headers: {},
      proxy: null,
      caFile: null,
      tlsInsecure: false,
    },
  };
  assert.deepEqual(view(exampleResult(undefined, { plan })).banners, []);
  const all = view({
    ...exampleResult(undefined, {
      plan: { engine: { ...engine, proven: false }, migrated: { from: 1, unknown: ['this', 'that'] } },
      run: { errors: [{ code: 'ENGINE_CRASHED', message: 'died', hint: 'h', at: 'now' }] },
    }),
    missing: Array.from({ length: 9 }, (_, index) => ({ cell: `throughput/run-${index + 2}`, why: 'cut' })),
  }).banners;
  assert.equal(all.length, 6);
  assert.match(all[0] ?? '', /^SIMULATED/);
  assert.match(all[1] ?? '', /^Simulated engine, no container/);
  assert.match(all[2] ?? '', /never run by its authors/);
  assert.match(all[3] ?? '', /^PARTIAL: 9 of 6 cells are missing below: throughput\/run-2 \(cut\), .*, 1 more\.$/);
  assert.match(all[4] ?? '', /^OLDER RUN: Dyno 0.1.0 measured it.* It cannot tell: this; that\.$/);
  assert.equal(all[5], 'The run met an error, ENGINE_CRASHED: died');
});

test('the environment says how long the start took and that gpu_memory.csv holds main memory without a GPU', () => {
  const rows = (result: EngineResult) =>
    Object.fromEntries(view(result).environment.map(({ name, value }) => [name, value]));
  const without = rows(exampleResult());
  assert.match(without['start-up'] ?? '', /^1\.25 s from the start of the run to the first token \(ready 850 ms\)/);
  assert.match(without.GPU ?? '', /^none: gpu_memory\.csv/);
  assert.equal(without.Docker, undefined);
  assert.equal(without['run took'], '2 min 0 s');
  const card = { index: 0, uuid: 'GPU-1', name: 'H100', memoryBytes: 80 * 1024 ** 3, driver: null };
  const withCard = rows(exampleResult(undefined, { environment: exampleEnvironment({ gpus: [card] }) }));
  assert.equal(withCard.GPU, 'H100, 80.0 GiB, driver unknown');
  assert.equal(without.processor, 'Example CPU, 2 CPUs, governor unknown', 'as a run of an earlier version knows it');
});

test('the environment names the hardware, the kernel settings and what runs inside the engine, briefly', () => {
  const { host, engine } = exampleEnvironment();
  const cache = { level: 3, kind: 'unified', sizeBytes: 32 * 1024 ** 2, sharedByCpus: 8 };
  const processor = { sockets: 1, cores: 32, threads: 64, numaNodes: 2, caches: [{ ...cache, level: 1 }, cache] };
  const settings = { commandLine: ['isolcpus=2-7'], transparentHugePages: 'madvise', clockSource: 'tsc' };
  const machine = { virtualised: 'virtual machine (c5.metal)', product: 'Amazon EC2 c5.metal' };
  const python = { version: '3.12.3', torchCuda: '12.8', packages: { torch: '2.9.0', xgrammar: '0.2.8', idna: '3' } };
  const image = { reference: 'nvcr.io/dcgm-exporter:4', id: 'sha256:1', digest: 'sha256:2' };
  const environment = exampleEnvironment({
    host: { ...host, ...machine, processor, kernelSettings: { ...settings, clockSynchronised: true } },
    gpus: [{ index: 0, uuid: 'GPU-1', name: 'H100', memoryBytes: 80 * 1024 ** 3, driver: '570.86' }],
    cuda: '12.8',
    images: [
      { ...image, purpose: 'engine' },
      { ...image, purpose: 'gpu' },
    ],
    engine: { ...engine, python },
  });
  const shown = view(exampleResult(undefined, { environment })).environment;
  const rows = Object.fromEntries(shown.map(({ name, value }) => [name, value]));
  assert.equal(
    rows.processor,
    'Example CPU, 1 socket, 32 cores, 64 threads, 2 NUMA nodes, L3 cache 32.0 MiB, governor unknown',
  );
  assert.equal(
    rows['kernel settings'],
    'isolcpus=2-7, transparent huge pages madvise, clock source tsc, wall clock kept by NTP',
  );
  assert.equal(rows.system, 'Debian GNU/Linux 12, 6.1.0, virtual machine (Amazon EC2 c5.metal)');
  assert.equal(rows['inside the engine'], 'Python 3.12.3, torch 2.9.0 (built for CUDA 12.8), xgrammar 0.2.8');
  assert.equal(rows.GPU, 'H100, 80.0 GiB, driver 570.86; CUDA of the driver 12.8');
  assert.equal(rows['containers beside it'], 'nvcr.io/dcgm-exporter:4 (sha256:2)');
});

test('the command can be pasted into a shell', () => {
  const command = ['./dyno', 'bench', '--set', "slo.ttftMs=it's; rm -rf /", '--limit', '5'];
  assert.equal(
    view(exampleResult(undefined, { run: { command } })).command,
    `./dyno bench --set 'slo.ttftMs=it'\\''s; rm -rf /' --limit 5`,
  );
});

test('the appendix says what it costs to look on, where that was measured', () => {
  const result = exampleResult();
  assert.equal(view(result).costOfLooking, '');
  const times = { median: 0.99, low: 0.97, high: 1.01 };
  const telemetryCost = { concurrency: 8, loadMs: 2_000, loads: [], chunksPerS: times, cpuPerChunk: times };
  const text = view({ ...result, calibration: { ...exampleCalibration(), telemetryCost } }).costOfLooking;
  assert.match(text, / 8 streams, 2\.00 s a load\. With it: at full speed -1\.0 % \(-3\.0 to \+1\.0 %\) chunks\/s, /);
});
