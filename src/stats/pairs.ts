import type { Sample } from '../domain/sample.ts';
import type { SampleSet } from '../domain/sample-set.ts';
import type { Paired, Pairs } from '../domain/statistics.ts';
import { neededSamples, percentileInterval, percentileOf } from './percentile.ts';
import { e2eMs, tpotMs, ttftMs } from './request-metrics.ts';

type Pair = { constrained: Sample; free: Sample; cold: boolean | null };
type Metric = (sample: Sample) => number | null;

/** Tokens a second of one stream; null where either is unknown or zero. */
const streamTokensPerS: Metric = (sample) => {
  const latencyMs = e2eMs(sample);
  const { outputTokens } = sample;
  return latencyMs === null || latencyMs <= 0 || outputTokens === null ? null : (outputTokens * 1000) / latencyMs;
};

const outputTokens: Metric = (sample) => sample.outputTokens;

function median(values: number[]): { sorted: Float64Array; value: number | null } {
  const sorted = Float64Array.from(values).sort();
  return { sorted, value: sorted.length < neededSamples(50) ? null : percentileOf(sorted, 50) };
}

/** The median of differences, not the difference of medians: what differs from prompt to prompt falls out. */
function paired(pairs: Pair[], metric: Metric): Paired {
  const values = pairs.flatMap(({ constrained, free }) => {
    const [a, b] = [metric(constrained), metric(free)];
    return a === null || b === null ? [] : { a, b };
  });
  const { sorted, value } = median(values.map(({ a, b }) => a - b));
  const bounds = value === null ? { low: null, high: null } : percentileInterval(sorted, 50);
  return {
    count: values.length,
    constrained: median(values.map(({ a }) => a)).value,
    free: median(values.map(({ b }) => b)).value,
    difference: value,
    ...bounds,
  };
}

/** Pairs by id: request k of the twin's cell is request k of the constrained one without its schema. */
function pairsOf(constrained: SampleSet, free: SampleSet): Pair[] {
  const ok = new Map(constrained.samples.filter(({ outcome }) => outcome === 'ok').map((one) => [one.id, one]));
  return free.samples.flatMap((sample) => {
    const other = ok.get(sample.id);
    if (other === undefined || sample.outcome !== 'ok') return [];
    return { constrained: other, free: sample, cold: constrained.items.get(sample.id)?.meta.cold ?? null };
  });
}

function hasOtherLength({ constrained: { outputTokens: a }, free: { outputTokens: b } }: Pair): boolean {
  return a !== null && b !== null && a !== b;
}

/** What the constraint costs, request by request; only pairs in which both are ok. */
export function comparePairs(constrained: SampleSet, free: SampleSet): Pairs {
  const pairs = pairsOf(constrained, free);
  const ofCold = (cold: boolean) => pairs.filter((pair) => pair.cold === cold);
  return {
    asked: free.samples.length,
    pairs: pairs.length,
    otherLength: pairs.filter(hasOtherLength).length,
    outputTokens: paired(pairs, outputTokens),
    ttftMs: paired(pairs, ttftMs),
    coldTtftMs: paired(ofCold(true), ttftMs),
    warmTtftMs: paired(ofCold(false), ttftMs),
    tpotMs: paired(pairs, tpotMs),
    tokensPerS: paired(pairs, streamTokensPerS),
  };
}
