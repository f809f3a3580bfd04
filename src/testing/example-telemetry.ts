import type { SampleSet, SeriesRow } from '../domain/sample-set.ts';

type Values = Record<string, number | null>;

/** A reading every second from one before t0 to one after the load. */
function everySecond(loadS: number, of: (tS: number) => Values): SeriesRow[] {
  return Array.from({ length: Math.ceil(loadS) + 3 }, (_, index) => ({ tS: index - 1, ...of(index - 1) }));
}

/** Counters of an engine grow only while requests run. */
function engineSays(tS: number, loadS: number): Values {
  const workedS = Math.min(Math.max(tS, 0), loadS);
  const tokens = { generationTokens: 400 * workedS, promptTokens: 1000 * workedS, cachedPromptTokens: 250 * workedS };
  const gauges = { running: 2, waiting: tS % 2, kvUsage: 0.12 };
  return { ...gauges, ...tokens, preemptions: 0, ttftSumS: 0.019 * 40 * workedS, ttftCount: 40 * workedS };
}

function gpuSays(tS: number): Values {
  const memory = { memoryUsedBytes: 70 * 1024 ** 3, memoryTotalBytes: 80 * 1024 ** 3 };
  const use = { utilisationPercent: 90 + (tS % 5), smActive: 0.62, tensorActive: 0.21, dramActive: 0.7 };
  const clocks = { smClockMhz: 1980, memoryClockMhz: 2619, temperatureC: 61, memoryTemperatureC: 70 };
  return { ...memory, ...use, ...clocks, powerW: 300, energyJ: 1e9 + 300 * tS };
}

function hostSays(): Values {
  const cpu = {
    cpuPercent: 40,
    cpu0Percent: 60,
    cpu1Percent: 20,
    stealPercent: 0.2,
    cpuMhz: 2400,
    cpuMhzSlowest: 2400,
  };
  const memory = { memoryUsedBytes: 3 * 1024 ** 3, swapUsedBytes: 0, swapInBytesPerS: 0, swapOutBytesPerS: 0 };
  const own = {
    clientCpuPercent: 12,
    clientMemoryBytes: 60 * 1024 ** 2,
    dynoCpuPercent: 3,
    dynoMemoryBytes: 120 * 1024 ** 2,
  };
  return {
    ...cpu,
    ...memory,
    ...own,
    runQueue: 2,
    diskReadBytesPerS: 0,
    diskWriteBytesPerS: 4096,
    pressureCpuSome: 0.1,
  };
}

/** Telemetry of a cell whose load takes `loadS`, as it is read from a run folder. */
export function exampleTelemetry(
  loadS: number,
  options: { gpu: boolean },
): Pick<SampleSet, 'engineMetrics' | 'gpu' | 'engineProcess' | 'host'> {
  return {
    engineMetrics: everySecond(loadS, (tS) => engineSays(tS, loadS)),
    gpu: options.gpu ? everySecond(loadS, gpuSays) : [],
    engineProcess: everySecond(loadS, () => ({ cpuPercent: 101, memoryBytes: 94 * 1024 ** 2 })),
    host: everySecond(loadS, hostSays),
  };
}
