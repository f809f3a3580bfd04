import type { ReadyEngine } from '../../domain/engine-life.ts';
import type { BenchRequest } from '../../domain/request.ts';
import type { World } from '../../world.ts';
import type { Lane } from './measure-verdicts.ts';

/** A fault that is planted, and the rule that must speak, whatever other rules say. */
export type PlantedLane = Lane & { rule: string; state: 'WARN' | 'INVALID' };

const pace = [
  '--start-delay-ms',
  '0',
  '--ttft-ms',
  '40',
  '--itl-ms',
  '3',
  '--output-tokens',
  '8-18',
  '--jitter',
  '0.2',
];
const short = ['tests.throughput.concurrency=4', 'tests.throughput.requests=280', 'tests.throughput.warmupRequests=4'];
const throughput: Partial<BenchRequest> = { tests: ['throughput'], runs: 1, set: short };
const json: Partial<BenchRequest> = {
  tests: ['json_struct'],
  set: ['tests.json_struct.requests=40', 'tests.json_struct.unconstrainedRequests=0'],
};

type Change = Partial<Pick<Lane, 'request' | 'beside'>> & { simArgs?: string[]; state?: PlantedLane['state'] };

function lane(
  name: string,
  rule: string,
  { simArgs = [], request = throughput, beside, state = 'WARN' }: Change,
): PlantedLane {
  const more = beside === undefined ? {} : { beside };
  return { name, engine: 'sim', simArgs: [...pace, ...simArgs], request, rule, state, ...more };
}

function fault(list: string, rule: string, state?: PlantedLane['state'], every?: number): PlantedLane {
  const simArgs = ['--fault', list, ...(every === undefined ? [] : ['--fault-every', String(every)])];
  return lane(every === undefined ? list : `${list}, one request in ${every}`, rule, {
    simArgs,
    ...(state && { state }),
  });
}

function withSet(...set: string[]): Partial<BenchRequest> {
  return { ...throughput, set: [...short, ...set] };
}

/** Somebody else's requests, which stay in the engine all the time. */
function strangers({ url }: ReadyEngine, world: World): () => Promise<void> {
  const over = new AbortController();
  const body = JSON.stringify({ prompt: 'x', max_tokens: 1, sim: { fault: 'freeze-before' } });
  const request = { method: 'POST', body, timeoutMs: 120_000, signal: over.signal } as const;
  const asked = Array.from({ length: 4 }, () => world.http.fetch(`${url}/v1/completions`, request));
  return async () => {
    over.abort();
    await Promise.allSettled(asked);
  };
}

/** Processes that only compute, on every CPU that the load generator may use; they end by themselves should we not end them. */
function busyLoops({ cpuSets }: ReadyEngine, world: World): () => Promise<void> {
  const loop = () =>
    world.processes.start('timeout', ['60', 'sh', '-c', 'while :; do :; done'], { cpuSet: cpuSets.loadGenerator });
  const loops = Array.from({ length: world.host.cpus }, loop);
  return async () => {
    for (const each of loops) each.kill('SIGTERM');
    await Promise.all(loops.map((each) => each.exit));
  };
}

/** Faults of single requests: of every kind, rare and frequent. */
const ofRequests = [
  ...['http-status=500', 'cut-after=3', 'reset-after=3', 'error-event-after=3', 'no-done', 'garbage-after=2'].flatMap(
    (name) => [fault(name, 'ERROR_SHARE', 'INVALID', 20), fault(name, 'ERROR_SHARE', 'WARN', 150)],
  ),
  lane('freeze-after=3, one request in 100, cut off after 2 s', 'ERROR_SHARE', {
    simArgs: ['--fault', 'freeze-after=3', '--fault-every', '100'],
    request: withSet('tests.throughput.requestTimeoutS=2'),
  }),
  fault('wrong-usage', 'TOKENS_DISAGREE', 'INVALID'),
  fault('no-usage', 'TOKENS_UNKNOWN'),
];

const ofMetrics = [
  fault('metrics-404', 'METRICS_GAP'),
  fault('metrics-garbage', 'METRICS_GAP'),
  fault('metrics-nan', 'METRICS_GAP'),
  fault('slow-metrics=2500', 'METRICS_GAP'),
  fault('metrics-tokens-off=2', 'TOKENS_DISAGREE'),
  fault('metrics-requests-off=2', 'REQUESTS_DISAGREE'),
  fault('metrics-requests-off=20', 'REQUESTS_DISAGREE', 'INVALID'),
  fault('metrics-ttft-shift=400', 'TTFT_DISAGREES'),
  fault('metrics-restart-every=150', 'ENGINE_RESTARTED', 'INVALID'),
  lane('requests of somebody else', 'LITTLES_LAW', { beside: strangers }),
  lane('the engine stops for 4 s', 'METRICS_GAP', { simArgs: ['--pause-at-ms', '3000', '--pause-ms', '4000'] }),
];

const ofJson = [
  lane('schema-ignored', 'SCHEMA_ENFORCED', {
    simArgs: ['--fault', 'schema-ignored'],
    request: json,
    state: 'INVALID',
  }),
  lane('schemas accepted and not followed', 'SCHEMA_ENFORCED', {
    simArgs: ['--schema-enforcement', 'off'],
    request: json,
    state: 'INVALID',
  }),
  lane('answers cut off by the token limit', 'TRUNCATED', {
    request: { ...json, set: [...(json.set ?? []), 'tests.json_struct.maxTokens=12'] },
  }),
];

const open = (ratePerS: number, set: string[] = []): Partial<BenchRequest> => ({
  ...{ tests: ['throughput'], runs: 1, load: 'poisson', ratePerS },
  set: ['tests.throughput.requests=280', 'tests.throughput.warmupRequests=4', ...set],
});

const ofLoad = [
  lane('tokens in lumps of many', 'COALESCED', { simArgs: ['--itl-ms', '0'] }),
  fault('hold-first=8', 'FIRST_TOKEN_BLURRED', 'WARN', 15),
  lane('an open loop faster than the engine', 'QUEUE_GROWS', { simArgs: ['--max-num-seqs', '2'], request: open(45) }),
  lane('the load generator without CPU', 'CLIENT_SATURATED', { beside: busyLoops }),
  lane('too few requests', 'TOO_FEW_SAMPLES', { request: { ...throughput, limit: 20 } }),
  lane('too short a load', 'STEADY_TOO_SHORT', { request: { ...throughput, limit: 20 } }),
  lane('too few requests made ready', 'PROMPTS_RAN_OUT', {
    request: {
      ...throughput,
      set: [
        ...['tests.throughput.concurrency=4', 'tests.throughput.durationS=6'],
        'tests.throughput.preparedRequests=100',
      ],
    },
  }),
];

/** Every fault of the simulator, and of the load around it, that a verdict must show. */
export const plantedLanes: readonly PlantedLane[] = [...ofRequests, ...ofMetrics, ...ofJson, ...ofLoad];
