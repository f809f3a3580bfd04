import { e2eMs, tpotMs, ttftMs } from '../domain/request-metrics.ts';
import type { Sample } from '../domain/sample.ts';
import type { SampleSet } from '../domain/sample-set.ts';
import type { Paired, Pairs } from '../domain/statistics.ts';
import { neededSamples, percentileInterval, percentileOf } from './percentile.ts';

type Metric = 'outputTokens' | 'ttftMs' | 'tpotMs' | 'tokensPerS';

/** What a pair asks of each of its two requests. Of a large cell it is a small part of the samples. */
export type PairSide = Record<Metric, number | null> & { cold: boolean | null };

type Pair = { constrained: PairSide; free: PairSide };

/** Tokens a second of one stream; null where either is unknown or zero. */
function streamTokensPerS(sample: Sample): number | null {
  const latencyMs = e2eMs(sample);
  const { outputTokens } = sample;
  return latencyMs === null || latencyMs <= 0 || outputTokens === null ? null : (outputTokens * 1000) / latencyMs;
}

/** The ok requests of a cell, by id, as the sides of pairs. */
export function pairSides({ samples, items }: Pick<SampleSet, 'samples' | 'items'>): Map<string, PairSide> {
  const ok = samples.filter(({ outcome }) => outcome === 'ok');
  return new Map(
    ok.map((sample) => {
      const { id, outputTokens } = sample;
      const figures = { outputTokens, ttftMs: ttftMs(sample), tpotMs: tpotMs(sample) };
      return [id, { ...figures, tokensPerS: streamTokensPerS(sample), cold: items.get(id)?.meta.cold ?? null }];
    }),
  );
}

function median(values: number[]): { sorted: Float64Array; value: number | null } {
  const sorted = Float64Array.from(values).sort();
  return { sorted, value: sorted.length < neededSamples(50) ? null : percentileOf(sorted, 50) };
}

/** The median of differences, not the difference of medians: what differs from prompt to prompt falls out. */
function paired(pairs: Pair[], metric: Metric): Paired {
  const values = pairs.flatMap(({ constrained, free }) => {
    const [a, b] = [constrained[metric], free[metric]];
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
function pairsOf(constrained: ReadonlyMap<string, PairSide>, free: SampleSet): Pair[] {
  return [...pairSides(free)].flatMap(([id, side]) => {
    const other = constrained.get(id);
    return other === undefined ? [] : { constrained: other, free: side };
  });
}

function hasOtherLength({ constrained: { outputTokens: a }, free: { outputTokens: b } }: Pair): boolean {
  return a !== null && b !== null && a !== b;
}

/**
 * What the constraint costs, request by request; only pairs in which both are ok.
 * `constrained`: the sides of the cell whose requests carried the schemas.
 */
export function comparePairs(constrained: ReadonlyMap<string, PairSide>, free: SampleSet): Pairs {
  const pairs = pairsOf(constrained, free);
  const ofCold = (cold: boolean) => pairs.filter((pair) => pair.constrained.cold === cold);
  return {
    asked: free.samples.length,
    pairs: pairs.length,
    otherLength: pairs.filter(hasOtherLength).length,
    outputTokens: paired(pairs, 'outputTokens'),
    ttftMs: paired(pairs, 'ttftMs'),
    coldTtftMs: paired(ofCold(true), 'ttftMs'),
    warmTtftMs: paired(ofCold(false), 'ttftMs'),
    tpotMs: paired(pairs, 'tpotMs'),
    tokensPerS: paired(pairs, 'tokensPerS'),
  };
}
