import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineResult, MeasuredCell } from '../domain/engine-result.ts';
import type { Environment } from '../domain/environment.ts';
import type { WorkItem } from '../domain/load-plan.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import type { Run } from '../domain/run.ts';
import type { Sample } from '../domain/sample.ts';
import type { SampleSet } from '../domain/sample-set.ts';
import { engineResult } from '../run/engine-result.ts';
import { computeStatistics } from '../stats/compute.ts';
import { judge } from '../stats/judge.ts';
import { pairSides } from '../stats/pairs.ts';
import { type AnalysedCell, requestLatencies } from '../stats/repeats/latencies.ts';
import { exampleCell, exampleClient, exampleItem, examplePlan, exampleSample, exampleSet } from './example-cell.ts';
import { exampleRun } from './example-run.ts';

/** A machine without a GPU. */
export function exampleEnvironment(change: Partial<Environment> = {}): Environment {
  return {
    version: 1,
    host: {
      os: 'Debian GNU/Linux 12',
      kernel: '6.1.0',
      cpuModel: 'Example CPU',
      cpus: 2,
      memoryBytes: 8 * 1024 ** 3,
      swapBytes: null,
      governor: null,
      virtualised: null,
      product: null,
      frequencyDriver: null,
      processor: null,
      kernelSettings: null,
    },
    gpus: [],
    cuda: null,
    docker: null,
    images: [],
    loadGenerator: { version: 'k6 v0', sha256: null },
    node: 'v24',
    cpuSets: { engine: '0', loadGenerator: '1' },
    engine: { version: null, models: ['dyno-sim'], selfReport: {}, python: null },
    ...change,
  };
}

/** Requests one after another, each a little slower than the one before, so that percentiles differ. */
export function exampleSamples(count: number, slower = 0): Sample[] {
  return Array.from({ length: count }, (_, index) => {
    const sentUs = index * 60_000;
    const firstTokenUs = sentUs + 20_000 + index * 50 + slower;
    const instants = { sentUs, headersUs: sentUs + 5_000, firstEventUs: firstTokenUs, firstAnswerUs: firstTokenUs };
    const ends = { firstTokenUs, lastTokenUs: firstTokenUs + 30_000, endUs: firstTokenUs + 31_000 };
    return exampleSample({ id: `r${String(index + 1).padStart(6, '0')}`, seq: index, ...instants, ...ends });
  });
}

type Change = (item: WorkItem, index: number) => WorkItem;

function setOf(samples: Sample[], change: Change = (item) => item): SampleSet {
  return exampleSet(samples, { items: new Map(samples.map(({ id }, index) => [id, change(exampleItem(id), index)])) });
}

function measuredSet(cell: Cell, set: SampleSet, constrained: SampleSet | null = null): AnalysedCell {
  const plan = examplePlan([cell]);
  const statistics = computeStatistics(cell, plan, set, null, constrained === null ? null : pairSides(constrained));
  const latencies = requestLatencies(set.samples, cell.shape);
  return { statistics, verdict: judge(statistics, set, plan), latencies };
}

/** A cell measured with these samples: real statistics, a real verdict. */
export function measuredExample(cell: Cell, samples: Sample[], change: Change = (item) => item): MeasuredCell {
  return measuredSet(cell, setOf(samples, change));
}

/** One object for all requests, as those that are read from a folder share it: each schema is compiled once. */
const jsonSchema = { type: 'object', properties: { n: { type: 'number' } }, additionalProperties: false };

/** A request with a schema that wants `{"n": number}`. */
function withSchema(item: WorkItem, index: number): WorkItem {
  return { ...item, meta: { ...item.meta, schema: 'n', grade: 'flat', cold: index % 5 === 0, jsonSchema } };
}

function answering(samples: Sample[], answer: (index: number) => string): Sample[] {
  return samples.map((sample, index) => ({ ...sample, answer: answer(index), finishReason: 'stop' }));
}

/** A json_struct cell and its twin: every fifth request is the first with its schema, every tenth answer breaks it. */
function exampleJson(count: number): MeasuredCell[] {
  const json = { test: 'json_struct', requests: count } as const;
  const cell = exampleCell({ ...json, id: 'json_struct/run-1', constraint: 'schema' });
  const twin = exampleCell({ ...json, id: 'json_struct/unconstrained/run-1', twinOf: cell.id });
  const samples = answering(exampleSamples(count, 7_000), (index) => (index % 10 === 0 ? '{"n":"none"}' : '{"n":1}'));
  const constrained = setOf(samples, withSchema);
  return [measuredSet(cell, constrained), measuredSet(twin, setOf(exampleSamples(count)), constrained)];
}

/** A proof of enforcement with these answers. */
export function exampleProof(answers: string[]): MeasuredCell {
  const what = { test: 'json_struct', constraint: 'schema', purpose: 'enforcement' } as const;
  const cell = exampleCell({ ...what, id: 'json_struct/enforcement/run-1', requests: answers.length });
  const samples = answering(exampleSamples(answers.length), (index) => answers[index] ?? '');
  return measuredSet(cell, setOf(samples, withSchema));
}

/** Three runs of throughput, json_struct with its unconstrained twin, and low_latency, of the simulator. */
export function exampleMeasured(count = 140): MeasuredCell[] {
  const throughput = [1, 2, 3].map((repeat) => {
    const cell = exampleCell({ id: `throughput/run-${repeat}`, repeat, requests: count });
    return measuredExample(cell, exampleSamples(count, repeat * 1_000));
  });
  const low = exampleCell({ id: 'low_latency/run-1', test: 'low_latency', requests: count });
  return [
    ...throughput,
    ...exampleJson(count),
    measuredExample({ ...low, shape: { kind: 'concurrency', concurrency: 1 } }, exampleSamples(count)),
  ];
}

const startup: Run['startup'] = [
  { phase: 'start', startedAtMs: 100, endedAtMs: 400, source: 'docker' },
  { phase: 'ready', startedAtMs: 400, endedAtMs: 1_250, source: 'probe' },
];

/** What a result is made of beside its cells; each part can be changed. */
export type ResultChange = { plan?: Partial<Plan>; environment?: Partial<Environment>; run?: Partial<Run> };

/** Without its latencies a cell pools nothing with its repeats. */
type ExampleCell = MeasuredCell & Partial<AnalysedCell>;

const noLatencies = requestLatencies([], { kind: 'concurrency', concurrency: 1 });

/** ENGINE.json of a run that went to its end. */
export function exampleResult(cells: ExampleCell[] = exampleMeasured(), change: ResultChange = {}): EngineResult {
  const plan = examplePlan(
    cells.map(({ statistics }) => statistics.cell),
    change.plan,
  );
  const cellsDone = cells.map(({ statistics }) => statistics.cell.id);
  const run = exampleRun({
    planHash: plan.hash,
    state: 'done',
    endedAt: '2026-11-22T14:09:00.000Z',
    startup,
    cellsDone,
    ...change.run,
  });
  const analysed = cells.map((cell) => ({ latencies: noLatencies, ...cell }));
  const result = engineResult(plan, exampleEnvironment(change.environment), analysed, run, null);
  if (result === null) throw new Error('a result needs a cell');
  return result;
}

/** Telemetry files of a cell, one row a second from a second before t0 on; `gpu` as nvidia-smi gives them. */
function writeTelemetry(folder: string, t0Ms: number, gpu: boolean): void {
  const seconds = [-1, 0.5, 1.5, 2.5];
  const used = 1024 ** 3;
  const memory = seconds.map((s) =>
    [
      s,
      t0Ms + s * 1000,
      ...(gpu ? ['nvidia-smi', used, 80 * used, 93, 310, 61] : ['process', used, '', '', '', '']),
    ].join(),
  );
  const head = 't_s,unix_ms,source,memory_used_bytes,memory_total_bytes,utilisation_percent,power_w,temperature_c';
  const cpu = seconds.map((s, index) => [s, t0Ms + s * 1000, index === 0 ? '' : 90 + index, used].join());
  const client = [0, 1, 2, 3].map((s) => [s, 10, 10, 0, 2, 400, s === 1 ? '' : 400, 20].join());
  const metrics = seconds.map((s) => [s, t0Ms + s * 1000, 2, s > 1 ? 1 : 0, 0.12].join());
  const host = seconds.map((s, index) => [s, t0Ms + s * 1000, index === 0 ? '' : 40 + index].join());
  const files = {
    'engine_metrics.csv': ['t_s,unix_ms,running,waiting,kvUsage', ...metrics],
    'host.csv': ['t_s,unix_ms,cpu_percent', ...host],
    'gpu_memory.csv': [head, ...memory],
    'engine_process.csv': ['t_s,unix_ms,cpu_percent,memory_bytes', ...cpu],
    'metrics.csv': ['t_s,sent,done,failed,in_flight,chunks,tokens,ttft_p50_ms', ...client],
  };
  for (const [name, lines] of Object.entries(files)) writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
}

/** Writes the parts of a run folder that reports are made from. */
export function writeRunFolder(folder: string, result: EngineResult, options: { gpu?: boolean } = {}): void {
  const write = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
  write('run.json', result.run);
  write('env.json', result.system);
  write(`${result.engine}.json`, result);
  for (const { statistics } of Object.values(result.benchmarks).flat()) {
    const place = join(folder, statistics.cell.id);
    mkdirSync(place, { recursive: true });
    const client = exampleClient([], { endUs: 3e6, readerLagUs: { p50: 20, p99: 900, max: 5_000 } });
    write(join(statistics.cell.id, 'client.json'), client);
    writeTelemetry(place, Number(client.t0UnixNs) / 1e6, options.gpu ?? false);
  }
}
