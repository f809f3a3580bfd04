import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SeriesRow } from '../../domain/sample-set.ts';
import { statisticsSchema } from '../../domain/statistics.ts';
import { exampleCell, exampleClient, examplePlan, exampleSample, exampleSet } from '../../testing/example-cell.ts';
import { computeStatistics } from '../compute.ts';
import { cpuUse } from './cpu.ts';
import { efficiency } from './efficiency.ts';
import { hostView } from './host.ts';
import { figureWindow } from './window.ts';

const window = { fromS: 2, toS: 12 };

function rows(of: (tS: number) => Record<string, number | null>): SeriesRow[] {
  return Array.from({ length: 15 }, (_, tS) => ({ tS, ...of(tS) }));
}

test('the machine is seen in the window: averages since the last reading, and instants', () => {
  const found = hostView(
    rows((tS) => ({
      cpuPercent: tS > 2 && tS <= 12 ? 60 : 100,
      stealPercent: tS === 5 ? 10 : 0,
      runQueue: 3,
      swapInBytesPerS: 0,
      memoryUsedBytes: 100 + tS,
      cpuMhz: 2400,
      cpuMhzSlowest: tS === 4 ? 800 : 2400,
      cpu0Percent: 20,
      cpu1Percent: tS > 2 && tS <= 12 ? 95 : 0,
      pressureCpuSome: 0.5,
    })),
    window,
  );
  assert.deepEqual([found?.cpuMeanPercent, found?.stealMeanPercent, found?.stealMaxPercent], [60, 1, 10]);
  assert.deepEqual([found?.runQueueMean, found?.runQueueMax, found?.cpuMinMhz], [3, 3, 800]);
  assert.deepEqual([found?.swapInMeanBytesPerS, found?.swapOutMeanBytesPerS], [0, null]);
  assert.equal(found?.memoryUsedPeakBytes, 112);
  assert.deepEqual([found?.busiestCoreMeanPercent, found?.pressureCpuMean, found?.pressureIoMean], [95, 0.5, null]);
  assert.equal(hostView([], window), null);
});

test('CPU seconds of the engine for 1,000 tokens are of the seconds in which these came', () => {
  const set = exampleSet([], {
    engineProcess: rows((tS) => ({ cpuPercent: tS > 2 && tS <= 12 ? 150 : 10, memoryBytes: 9, throttledS: tS })),
    host: rows(() => ({ clientCpuPercent: 30, dynoCpuPercent: 4, clientMemoryBytes: 5, dynoMemoryBytes: 6 })),
  });
  const found = cpuUse(set, window, 30_000);
  assert.equal(found.engineSPerThousandTokens, 0.5);
  assert.deepEqual([found.engineMeanPercent, found.engineMaxPercent], [150, 150]);
  assert.deepEqual([found.engineThrottledS, found.clientMeanPercent, found.dynoMeanPercent], [10, 30, 4]);
  assert.deepEqual([found.clientMemoryPeakBytes, found.dynoMemoryPeakBytes], [5, 6]);
  assert.equal(cpuUse(set, window, null).engineSPerThousandTokens, null);
  assert.equal(cpuUse(exampleSet([]), window, 30_000).engineSPerThousandTokens, null);
});

test('in flight by the client is time inside the window, failed requests too', () => {
  const sample = (sentUs: number | null, endUs: number | null, outcome: 'ok' | 'timeout' = 'ok') =>
    exampleSample({ sentUs, endUs, outcome });
  const samples = [sample(0, 4e6), sample(3e6, 20e6, 'timeout'), sample(13e6, 15e6), sample(null, 5e6)];
  const set = exampleSet(samples, { client: exampleClient(samples, { endUs: 20e6 }) });
  const figures = {
    steadyWindow: { ...window, lengthS: 10 },
    outputTokensPerS: { steady: 40, whole: 30 },
    tokens: { input: null, output: 500, reasoning: null, source: 'usage' as const, perChunk: 1 },
  };
  assert.deepEqual(figureWindow(set, figures), { kind: 'steady', ...window, outputTokens: 400, inFlightMean: 1.1 });
  const whole = figureWindow(set, { ...figures, steadyWindow: null });
  assert.deepEqual([whole.kind, whole.fromS, whole.toS, whole.outputTokens], ['load', 0, 20, 500]);
  const unknown = figureWindow(set, { ...figures, outputTokensPerS: { steady: null, whole: null } });
  assert.equal(unknown.outputTokens, null);
});

test('GPU seconds and money are told where a GPU was given, over both windows; a CPU has neither', () => {
  const plan = examplePlan();
  const suite = { ...plan.suite, gpuUsdPerHour: 3.6 };
  const onGpu = { ...plan, suite, engine: { ...plan.engine, needs: 'nvidia-gpu' as const } };
  assert.deepEqual(efficiency(onGpu, { steady: 2000, whole: 1000 }), {
    gpus: 1,
    gpuSPerThousandTokens: { steady: 0.5, whole: 1 },
    usdPerMillionTokens: { steady: 0.5, whole: 1 },
  });
  const nothing = { steady: null, whole: null };
  const onCpu = efficiency({ ...plan, suite }, { steady: 2000, whole: 1000 });
  assert.deepEqual(onCpu, { gpus: null, gpuSPerThousandTokens: nothing, usdPerMillionTokens: nothing });
  const unpriced = efficiency({ ...onGpu, suite: plan.suite }, { steady: null, whole: 1000 });
  assert.deepEqual(unpriced.usdPerMillionTokens, nothing);
  assert.deepEqual(unpriced.gpuSPerThousandTokens, { steady: null, whole: 1 });
});

test('a cell without telemetry has unknown figures, not zeros', () => {
  const found = computeStatistics(exampleCell(), examplePlan(), exampleSet([exampleSample()]));
  assert.deepEqual([found.engine, found.host, found.gpu.energy], [null, null, null]);
  assert.equal(found.figureWindow?.kind, 'load');
  assert.equal(found.cpu.engineSPerThousandTokens, null);
});

test('statistics of a version without these figures are still read, the figures unknown', () => {
  const now = computeStatistics(exampleCell(), examplePlan(), exampleSet([exampleSample()]));
  const { figureWindow: _, engine: __, host: ___, efficiency: ____, ...before } = now;
  const { memoryPeakBytes, utilisationMeanPercent, powerMeanW, energyPerTokenJ } = now.gpu;
  const { engineMeanPercent, engineMemoryPeakBytes, clientMeanPercent } = now.cpu;
  const old = {
    ...before,
    gpu: { memoryPeakBytes, utilisationMeanPercent, powerMeanW, energyPerTokenJ },
    cpu: { engineMeanPercent, engineMemoryPeakBytes, clientMeanPercent },
  };
  const read = statisticsSchema.parse(JSON.parse(JSON.stringify(old)));
  assert.deepEqual([read.figureWindow, read.engine, read.host, read.efficiency], [null, null, null, null]);
  assert.deepEqual([read.gpu.energy, read.cpu.engineSPerThousandTokens], [null, null]);
});
