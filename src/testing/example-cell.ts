import type { WorkItem } from '../domain/load-plan.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import { type ClientReport, outcomes, type Sample } from '../domain/sample.ts';
import type { SampleSet } from '../domain/sample-set.ts';
import { suiteSchema } from '../domain/suite.ts';
import { exampleApi } from './example-api.ts';

/** A throughput cell of the simulator: 4 requests, 2 at once. */
export function exampleCell(change: Partial<Cell> = {}): Cell {
  return {
    id: 'throughput/run-1',
    test: 'throughput',
    constraint: 'none',
    purpose: 'speed',
    twinOf: null,
    shape: { kind: 'concurrency', concurrency: 2 },
    point: {},
    caseId: null,
    repeat: 1,
    requests: 4,
    durationMs: null,
    warmupRequests: 2,
    batchSize: 1,
    endpoint: 'chat',
    input: null,
    output: null,
    maxTokens: 16,
    temperature: 0.8,
    topP: 0.95,
    ignoreEos: false,
    structuredOutput: 'native',
    freshPrompts: 'unique-prompts',
    resetCache: null,
    requestTimeoutMs: 20_000,
    maxDurationMs: null,
    seed: 7,
    ...change,
  };
}

const test = { concurrency: 2, requests: 4, maxTokens: 16, temperature: 0, topP: 1 };

const exampleSuite = suiteSchema.parse({
  name: 'example',
  description: 'for tests',
  seed: 1,
  engine: {
    maxNumSeqs: 4,
    contextLength: 1024,
    prefixCache: false,
    kvCacheDtype: 'auto',
    streamInterval: 1,
    memoryShare: 0.5,
    reasoningEffort: 'low',
  },
  dataset: { prompts: 'sample', warmup: 'warmup', schemas: 'schemas' },
  slo: { ttftMs: 100, tpotMs: 20, e2eMs: null },
  gpuUsdPerHour: null,
  tests: { throughput: test, json_struct: test, low_latency: test },
});

const exampleEngine: Plan['engine'] = {
  name: 'sim',
  title: 'simulated engine',
  needs: 'cpu',
  proven: true,
  simulated: true,
  service: 'sim',
  port: 8000,
  readiness: { healthPath: '/health', deadlineS: 10 },
  models: ['dyno-sim'],
  api: exampleApi,
  entrypoint: [],
  hostMemoryPerWeights: null,
  settings: {},
  facts: {},
  metrics: {
    path: '/metrics',
    format: 'prometheus',
    names: { generationTokens: '*generation_tokens_total' },
    histograms: {},
    required: ['generationTokens'],
    instead: null,
  },
  startup: [],
  startupTold: {},
  versionFrom: null,
  resetPrefixCache: null,
  profile: { unsupported: 'it computes nothing' },
  quirks: [],
};

function exampleDataset(name: string, path: string) {
  return { name, path, sha256: null, count: 1 };
}

/** A plan of the simulator over the data sets of the repository. */
export function examplePlan(cells: Cell[] = [exampleCell()], change: Partial<Plan> = {}): Plan {
  return {
    version: 2,
    migrated: null,
    hash: 'sha256:00',
    engine: exampleEngine,
    model: {
      name: 'dyno-sim',
      hubId: null,
      revision: null,
      licence: null,
      gated: false,
      dtype: null,
      contextLength: 4096,
      sizes: null,
      kv: null,
      reasoning: false,
      qualityMeaningless: true,
      engines: {},
      notes: null,
    },
    servedModel: 'dyno-sim',
    target: { kind: 'process', command: '.tools/sim', args: [] },
    suite: exampleSuite,
    sweepPoint: {},
    environment: [],
    caseLists: [],
    requestTemplate: null,
    profile: false,
    datasets: {
      prompts: exampleDataset('sample', 'datasets/sample/prompts.jsonl'),
      warmup: exampleDataset('warmup', 'datasets/sample/warmup.jsonl'),
      schemas: exampleDataset('schemas', 'datasets/schemas'),
      enforcement: exampleDataset('enforcement', 'datasets/enforcement'),
    },
    fairness: [],
    requests: [],
    cells,
    ...change,
  };
}

/** A good request: sent at 0, first token after 20 ms, three more 10 ms apart, 4 tokens. */
export function exampleSample(change: Partial<Sample> = {}): Sample {
  return {
    id: 'r000001',
    seq: 0,
    vu: 1,
    intendedUs: null,
    connectStartUs: null,
    connectedUs: null,
    sentUs: 0,
    headersUs: 5_000,
    firstEventUs: 20_000,
    firstTokenUs: 20_000,
    firstAnswerUs: 20_000,
    lastTokenUs: 50_000,
    endUs: 51_000,
    outcome: 'ok',
    status: 200,
    finishReason: 'length',
    error: null,
    inputTokens: 10,
    outputTokens: 4,
    reasoningTokens: null,
    cachedTokens: null,
    events: 6,
    chunks: 4,
    emptyChunks: 1,
    choices: 1,
    gapsUs: [10_000, 10_000, 10_000],
    reads: 5,
    coalescedReads: 0,
    lagMaxUs: null,
    clock: 'read',
    reused: true,
    requestBytes: 300,
    responseBytes: 900,
    answer: null,
    ...change,
  };
}

/** The client's report that fits these samples. */
export function exampleClient(samples: Sample[], change: Partial<ClientReport> = {}): ClientReport {
  const counted = outcomes.map((outcome) => [outcome, samples.filter((one) => one.outcome === outcome).length]);
  return {
    version: 1,
    t0UnixNs: '1763800000000000000',
    t0MonotonicNs: null,
    endUs: samples.reduce((last, sample) => Math.max(last, sample.endUs ?? 0), 0),
    clock: 'read',
    planned: samples.length,
    dropped: 0,
    sent: samples.length,
    outcomes: Object.fromEntries(counted),
    cpuUserMs: 1,
    cpuSystemMs: 1,
    peakRssBytes: 1,
    gcPauses: 0,
    gcPauseMaxUs: 0,
    gcPauseTotalUs: 0,
    reads: 10,
    coalescedReads: 0,
    readerLagUs: { p50: null, p99: null, max: null },
    sendLatenessUs: null,
    wallStepUs: 0,
    priority: null,
    goVersion: 'go',
    k6Version: 'k6',
    clientVersion: '0',
    stoppedBy: 'done',
    ...change,
  };
}

/** The request behind a sample. */
export function exampleItem(id: string, change: Partial<WorkItem> = {}): WorkItem {
  const meta = { promptIds: ['p'], schema: null, grade: null, cold: null };
  return { id, path: '/v1/chat/completions', intendedUs: null, body: {}, meta, ...change };
}

/** Samples as a set without telemetry. */
export function exampleSet(samples: Sample[], change: Partial<SampleSet> = {}): SampleSet {
  return {
    samples,
    client: exampleClient(samples),
    items: new Map(samples.map((sample) => [sample.id, exampleItem(sample.id)])),
    engineMetrics: [],
    engineScrapes: [],
    gpu: [],
    engineProcess: [],
    host: [],
    notes: [],
    cacheReset: null,
    ...change,
  };
}
