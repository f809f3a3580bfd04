import type { ClientReport } from '../../domain/sample.ts';
import type { SampleSet } from '../../domain/sample-set.ts';
import type { Statistics } from '../../domain/statistics.ts';
import { counterGrowthIn, integralIn, type LoadSpan, largest, meanIn, peakIn, valuesIn } from '../series.ts';

/**
 * CPU of the load generator in the window, percent of one core. A load too short for two readings of it is judged by its
 * own count of CPU time, start-up included.
 */
export function clientMeanPercent({ host, client }: SampleSet, span: LoadSpan): number | null {
  return meanIn(host, 'clientCpuPercent', span, 'since-last').value ?? ownPercent(client);
}

function ownPercent({ cpuUserMs, cpuSystemMs, endUs }: ClientReport): number | null {
  return endUs > 0 ? (100 * (cpuUserMs + cpuSystemMs)) / (endUs / 1000) : null;
}

/**
 * CPU seconds of the engine for 1,000 output tokens of the same seconds. Where readings do not cover all of the window,
 * their mean stands for the rest. Of a GPU engine it is what its host side costs, of a CPU engine all of it.
 */
function engineSPerThousandTokens({ engineProcess }: SampleSet, span: LoadSpan, outputTokens: number | null) {
  const { value, coverage } = integralIn(engineProcess, 'cpuPercent', span, 'since-last');
  if (value === null || outputTokens === null || outputTokens <= 0) return null;
  return (1000 * (value / 100 / coverage)) / outputTokens;
}

/** CPU and memory of engine, load generator and Dyno itself in the window. */
export function cpuUse(set: SampleSet, span: LoadSpan, outputTokens: number | null): Statistics['cpu'] {
  const { engineProcess, host } = set;
  return {
    engineMeanPercent: meanIn(engineProcess, 'cpuPercent', span, 'since-last').value,
    engineMaxPercent: largest(valuesIn(engineProcess, 'cpuPercent', span)),
    engineThrottledS: counterGrowthIn(engineProcess, 'throttledS', span).value,
    engineMemoryPeakBytes: peakIn(engineProcess, 'memoryBytes', span),
    engineSPerThousandTokens: engineSPerThousandTokens(set, span, outputTokens),
    clientMeanPercent: clientMeanPercent(set, span),
    clientMemoryPeakBytes: peakIn(host, 'clientMemoryBytes', span),
    dynoMeanPercent: meanIn(host, 'dynoCpuPercent', span, 'since-last').value,
    dynoMemoryPeakBytes: peakIn(host, 'dynoMemoryBytes', span),
  };
}
