import type { Distribution, Paired, Pairs, Statistics } from '../../domain/statistics.ts';
import { type Metric, plain, type RateOver, type Value } from './metric.ts';
import { telemetryMetrics } from './telemetry-metrics.ts';

function percentile(distribution: Distribution, p: number): Value | null {
  const found = distribution.percentiles.find((entry) => entry.p === p);
  if (found === undefined || found.insufficient || found.value === null) return null;
  return { value: found.value, low: found.low, high: found.high };
}

/** p90 is drawn and shown only: between p50 and p95 it would tell little, and each figure judged weakens the others. */
function latencies(name: string, title: string, of: (statistics: Statistics) => Distribution): Metric[] {
  return [50, 90, 95, 99].map((p) => ({
    name: `${name}P${p}Ms`,
    title: `${title} p${p}`,
    unit: 'ms',
    better: p === 90 ? null : 'lower',
    of: (statistics) => percentile(of(statistics), p),
  }));
}

/** Latency from the instant that a user waits from: in an open loop the intended send. */
const waited = {
  ttft: ({ openLoop, ttftMs }: Statistics) => openLoop?.responseTtftMs ?? ttftMs,
  e2e: ({ openLoop, e2eMs }: Statistics) => openLoop?.responseE2eMs ?? e2eMs,
};

/**
 * Latency from the real send, which in an open loop is another thing than `waited`: it leaves out how long a request was held
 * back (coordinated omission). Shown beside it, no part of a comparison.
 */
const service = {
  ttft: latencies('serviceTtft', 'service TTFT', ({ ttftMs }) => ttftMs),
  e2e: latencies('serviceE2e', 'service E2E', ({ e2eMs }) => e2eMs),
};
export const serviceLatencies: Metric[] = [...service.ttft, ...service.e2e];

/** A latency that is only told, and only in an open loop. */
function besideWaited(metric: Metric): Metric {
  return { ...metric, better: null, of: (statistics) => (statistics.openLoop === null ? null : metric.of(statistics)) };
}

function outputRate(over: RateOver): Metric {
  return {
    name: 'outputTokensPerS',
    title: 'output tokens/s',
    unit: 'tokens/s',
    better: 'higher',
    of: ({ outputTokensPerS }) => plain(outputTokensPerS[over]),
  };
}

function validPerS({ validity, durationS }: Statistics): number | null {
  return validity === null || durationS === null ? null : (validity.outcomes.valid ?? 0) / durationS;
}

/** What a schema adds, pair by pair: it stands with the twins, which have no schema. */
function constraintCost(name: string, title: string, of: (pairs: Pairs) => Paired): Metric {
  return {
    name,
    title,
    unit: 'ms',
    better: 'lower',
    of: ({ pairs }) => {
      const paired = pairs === null ? null : of(pairs);
      return paired === null || paired.difference === null
        ? null
        : { value: paired.difference, low: paired.low, high: paired.high };
    },
  };
}

const answers: Metric[] = [
  {
    name: 'jsonValidPerS',
    title: 'valid JSON answers/s',
    unit: 'answers/s',
    better: 'higher',
    of: (statistics) => plain(validPerS(statistics)),
  },
  {
    name: 'jsonValidShare',
    title: 'valid JSON answers',
    unit: 'share',
    better: 'higher',
    of: ({ validity }) => plain(validity?.validShare ?? null),
  },
  constraintCost('schemaTtftMs', 'what a schema adds to TTFT, median', ({ ttftMs }) => ttftMs),
  constraintCost('schemaTpotMs', 'what a schema adds to TPOT, median', ({ tpotMs }) => tpotMs),
];

const served: Metric[] = [
  {
    name: 'goodputPerS',
    title: 'goodput',
    unit: 'requests/s',
    better: 'higher',
    of: ({ goodput }) => plain(goodput.perS),
  },
  {
    name: 'goodputShare',
    title: 'requests within the limits',
    unit: 'share',
    better: null,
    of: ({ goodput }) => plain(goodput.share),
  },
  {
    name: 'requestsPerS',
    title: 'requests/s, whole run',
    unit: 'requests/s',
    better: 'higher',
    of: ({ requestsPerS }) => plain(requestsPerS.whole),
  },
];

/** Every metric that runs are compared by, and what is shown with them. */
export function comparedMetrics(over: RateOver): Metric[] {
  return [
    outputRate(over),
    ...latencies('ttft', 'TTFT', waited.ttft),
    ...latencies('tpot', 'TPOT', ({ tpotMs }) => tpotMs),
    ...latencies('e2e', 'E2E', waited.e2e),
    ...served,
    ...answers,
    ...telemetryMetrics(over),
  ];
}

/** Every metric that a comparison tells, in the order of its tables: in an open loop service latencies stand below the others. */
export function toldMetrics(over: RateOver): Metric[] {
  const beside: Record<string, Metric[]> = { ttftP99Ms: service.ttft, e2eP99Ms: service.e2e };
  return comparedMetrics(over).flatMap((metric) => [metric, ...(beside[metric.name] ?? []).map(besideWaited)]);
}
