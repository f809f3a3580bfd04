import type { SampleSet } from '../domain/sample-set.ts';
import type { Statistics } from '../domain/statistics.ts';
import { integralIn, type LoadSpan, meanIn, peakIn } from './series.ts';

/**
 * The GPU in the window. Energy per token is the integral of board power over the tokens that the client read in the
 * same seconds; where readings do not cover all of it, their mean power stands for the rest.
 */
export function gpuUse({ gpu }: SampleSet, span: LoadSpan, outputTokens: number | null): Statistics['gpu'] {
  const energyJ = integralIn(gpu, 'powerW', span);
  const wholeJ = energyJ.value === null ? null : energyJ.value / energyJ.coverage;
  return {
    memoryPeakBytes: peakIn(gpu, 'memoryUsedBytes', span),
    utilisationMeanPercent: meanIn(gpu, 'utilisationPercent', span).value,
    powerMeanW: meanIn(gpu, 'powerW', span).value,
    energyPerTokenJ: wholeJ === null || outputTokens === null || outputTokens <= 0 ? null : wholeJ / outputTokens,
  };
}

/**
 * CPU of engine and load generator in the window, percent of one core. A load too short for two readings of the
 * load generator is judged by its own count of CPU time, start-up included.
 */
export function cpuUse(set: SampleSet, span: LoadSpan): Statistics['cpu'] {
  const { cpuUserMs, cpuSystemMs, endUs } = set.client;
  const whole = endUs > 0 ? (100 * (cpuUserMs + cpuSystemMs)) / (endUs / 1000) : null;
  return {
    engineMeanPercent: meanIn(set.engineProcess, 'cpuPercent', span, 'since-last').value,
    engineMemoryPeakBytes: peakIn(set.engineProcess, 'memoryBytes', span),
    clientMeanPercent: meanIn(set.host, 'clientCpuPercent', span, 'since-last').value ?? whole,
  };
}
