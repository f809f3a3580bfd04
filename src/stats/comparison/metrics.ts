import type { Distribution, Statistics } from '../../domain/statistics.ts';

/** A value of one run and, where it is a percentile, its 95 % interval. */
export type Value = { value: number; low: number | null; high: number | null };

/** A figure that engines are compared by. `better` null: it is shown, never ranked. */
export type Metric = {
  name: string;
  title: string;
  unit: string;
  better: 'higher' | 'lower' | null;
  /** Null: the run does not have it, or too few samples for it. */
  of(statistics: Statistics): Value | null;
};

function plain(value: number | null): Value | null {
  return value === null ? null : { value, low: null, high: null };
}

function percentile(distribution: Distribution, p: number): Value | null {
  const found = distribution.percentiles.find((entry) => entry.p === p);
  if (found === undefined || found.insufficient || found.value === null) return null;
  return { value: found.value, low: found.low, high: found.high };
}

function latencies(name: string, title: string, of: (statistics: Statistics) => Distribution): Metric[] {
  return [50, 95, 99].map((p) => ({
    name: `${name}P${p}Ms`,
    title: `${title} p${p}`,
    unit: 'ms',
    better: 'lower',
    of: (statistics) => percentile(of(statistics), p),
  }));
}

/** Latency from the instant that a user waits from: in an open loop the intended send. */
const waited = {
  ttft: ({ openLoop, ttftMs }: Statistics) => openLoop?.responseTtftMs ?? ttftMs,
  e2e: ({ openLoop, e2eMs }: Statistics) => openLoop?.responseE2eMs ?? e2eMs,
};

/** What output tokens a second are counted over: the same for every engine of a test. */
export type RateOver = 'steady' | 'whole';

function outputRate(over: RateOver): Metric {
  return {
    name: 'outputTokensPerS',
    title: 'output tokens/s',
    unit: 'tokens/s',
    better: 'higher',
    of: ({ outputTokensPerS }) => plain(outputTokensPerS[over]),
  };
}

const answers: Metric[] = [
  {
    name: 'jsonValidShare',
    title: 'valid JSON answers',
    unit: 'share',
    better: 'higher',
    of: ({ validity }) => plain(validity?.validShare ?? null),
  },
];

const service: Metric[] = [
  {
    name: 'goodputPerS',
    title: 'goodput',
    unit: 'requests/s',
    better: 'higher',
    of: ({ goodput }) => plain(goodput.perS),
  },
  {
    name: 'requestsPerS',
    title: 'requests/s, whole run',
    unit: 'requests/s',
    better: 'higher',
    of: ({ requestsPerS }) => plain(requestsPerS.whole),
  },
];

/** What the machine gave: it belongs to the picture, but less of it is not better as such. */
const machine: Metric[] = [
  {
    name: 'outputTokens',
    title: 'output tokens per request, mean',
    unit: 'tokens',
    better: null,
    of: ({ tokens, requests: { outcomes } }) =>
      plain(tokens.output === null || !outcomes.ok ? null : tokens.output / outcomes.ok),
  },
  {
    name: 'gpuMemoryPeakBytes',
    title: 'GPU memory, peak',
    unit: 'bytes',
    better: null,
    of: ({ gpu }) => plain(gpu.memoryPeakBytes),
  },
  {
    name: 'mainMemoryPeakBytes',
    title: 'main memory of the engine, peak',
    unit: 'bytes',
    better: null,
    of: ({ cpu }) => plain(cpu.engineMemoryPeakBytes),
  },
  {
    name: 'energyPerTokenJ',
    title: 'energy per output token',
    unit: 'J',
    better: null,
    of: ({ gpu }) => plain(gpu.energyPerTokenJ),
  },
];

/** Every metric of a comparison, in the order of its tables. */
export function comparedMetrics(over: RateOver): Metric[] {
  return [
    outputRate(over),
    ...latencies('ttft', 'TTFT', waited.ttft),
    ...latencies('tpot', 'TPOT', ({ tpotMs }) => tpotMs),
    ...latencies('e2e', 'E2E', waited.e2e),
    ...service,
    ...answers,
    ...machine,
  ];
}
