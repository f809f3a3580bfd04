import type { SampleSet } from '../domain/sample-set.ts';
import type { Statistics } from '../domain/statistics.ts';
import { mean } from './distribution.ts';
import { integral, type LoadSpan, largest, valuesDuring } from './series.ts';

/**
 * The GPU while the load ran. Energy per token is the integral of board power divided by the tokens in the same time;
 * readings begin and end up to a second inside the load, so the tokens are scaled to the time that was integrated.
 */
export function gpuUse(set: SampleSet, span: LoadSpan, outputTokens: number | null): Statistics['gpu'] {
  const times = set.gpu.filter(({ tS, powerW }) => tS >= span.fromS && tS <= span.toS && powerW != null);
  const coveredS = (times.at(-1)?.tS ?? 0) - (times[0]?.tS ?? 0);
  const energyJ = integral(set.gpu, 'powerW', span);
  const covered = outputTokens === null ? null : (outputTokens * coveredS) / (span.toS - span.fromS);
  return {
    memoryPeakBytes: largest(valuesDuring(set.gpu, 'memoryUsedBytes', span)),
    utilisationMeanPercent: mean(valuesDuring(set.gpu, 'utilisationPercent', span)),
    powerMeanW: mean(valuesDuring(set.gpu, 'powerW', span)),
    energyPerTokenJ: energyJ === null || covered === null || covered <= 0 ? null : energyJ / covered,
  };
}

/**
 * CPU of engine and load generator while the load ran, percent of one core. A load too short for two readings of the
 * load generator is judged by its own count of CPU time, start-up included.
 */
export function cpuUse(set: SampleSet, span: LoadSpan): Statistics['cpu'] {
  const { cpuUserMs, cpuSystemMs, endUs } = set.client;
  const whole = endUs > 0 ? (100 * (cpuUserMs + cpuSystemMs)) / (endUs / 1000) : null;
  return {
    engineMeanPercent: mean(valuesDuring(set.engineProcess, 'cpuPercent', span)),
    engineMemoryPeakBytes: largest(valuesDuring(set.engineProcess, 'memoryBytes', span)),
    clientMeanPercent: mean(valuesDuring(set.host, 'clientCpuPercent', span)) ?? whole,
  };
}
