import type { Statistics } from '../../domain/statistics.ts';
import { type Metric, plain, type RateOver } from './metric.ts';

function shown(
  name: string,
  title: string,
  unit: string,
  of: (statistics: Statistics) => number | null | undefined,
): Metric {
  return { name, title, unit, better: null, of: (statistics) => plain(of(statistics) ?? null) };
}

/** What a token takes: engines are ranked by it, the least first. */
function fewest(...args: Parameters<typeof shown>): Metric {
  return { ...shown(...args), better: 'lower' };
}

const engine: Metric[] = [
  shown('outputTokens', 'output tokens per request, mean', 'tokens', ({ tokens, requests: { outcomes } }) =>
    tokens.output === null || !outcomes.ok ? null : tokens.output / outcomes.ok,
  ),
  shown('runningMean', 'requests running, by the engine, mean', 'requests', (s) => s.engine?.runningMean),
  shown('waitingMean', 'requests waiting, by the engine, mean', 'requests', (s) => s.engine?.waitingMean),
  shown('kvUsageMax', 'KV cache in use, peak', 'share', (s) => s.engine?.kvUsageMax),
  shown('prefixHitShare', 'prompt tokens out of the prefix cache', 'share', (s) => s.engine?.prefixCache?.hitShare),
  shown('preemptions', 'preemptions', 'times', (s) => s.engine?.preemptions),
  shown('specAcceptedShare', 'tokens accepted of those proposed', 'share', (s) => s.engine?.specAcceptedShare),
  shown('engineTtftMeanMs', 'TTFT by the engine, mean', 'ms', (s) => s.engine?.ttftMeanMs),
  shown('engineQueueMeanMs', 'time in the queue of the engine, mean', 'ms', (s) => s.engine?.queueMeanMs),
];

const gpu: Metric[] = [
  shown('gpuUtilisationMeanPercent', 'GPU utilisation, mean', '%', (s) => s.gpu.utilisationMeanPercent),
  shown('gpuMemoryPeakBytes', 'GPU memory, peak', 'bytes', (s) => s.gpu.memoryPeakBytes),
  shown('gpuPowerMeanW', 'GPU power, mean', 'W', (s) => s.gpu.powerMeanW),
  fewest('energyPerTokenJ', 'energy per output token', 'J', (s) => s.gpu.energyPerTokenJ),
  shown('tokensPerJ', 'output tokens per joule', 'tokens/J', (s) => s.gpu.tokensPerJ),
];

const cpu: Metric[] = [
  shown('engineCpuMeanPercent', 'CPU of the engine, of one core, mean', '%', (s) => s.cpu.engineMeanPercent),
  shown('mainMemoryPeakBytes', 'main memory of the engine, peak', 'bytes', (s) => s.cpu.engineMemoryPeakBytes),
  shown('cpuSPerThousandTokens', 'CPU seconds per 1,000 output tokens', 's', (s) => s.cpu.engineSPerThousandTokens),
];

function price(over: RateOver): Metric[] {
  const gpuS = (s: Statistics) => s.efficiency?.gpuSPerThousandTokens[over];
  const usd = (s: Statistics) => s.efficiency?.usdPerMillionTokens[over];
  return [
    shown('gpuSPerThousandTokens', 'GPU seconds per 1,000 output tokens', 's', gpuS),
    fewest('usdPerMillionTokens', 'cost per million output tokens', 'USD', usd),
  ];
}

/** What engine and machine did meanwhile. Only what a token takes is ranked: less of the others is not better as such. */
export function telemetryMetrics(over: RateOver): Metric[] {
  return [...engine, ...gpu, ...price(over), ...cpu];
}
