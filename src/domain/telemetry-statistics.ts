import { z } from 'zod';

/** A figure of telemetry; null: unknown. Cells of older runs lack the newer ones, so each may be left out. */
const figure = z.number().nullable().default(null);
const asBefore = z.number().nullable();

/** The seconds that every figure of telemetry is taken over: those of the client's own figures. */
export const figureWindowSchema = z.strictObject({
  kind: z.enum(['steady', 'load']).describe('steady: the steady window; load: the cell has none, t0 to its last end'),
  fromS: z.number().describe('since t0'),
  toS: z.number(),
  outputTokens: z.number().nullable().describe('of ok requests, read by the client in these seconds'),
  inFlightMean: z.number().nullable().describe('requests in flight, by the client; whatever became of them'),
});
export type FigureWindow = z.infer<typeof figureWindowSchema>;

/** Electrical energy of the GPU's board in the window. */
export const energySchema = z.strictObject({
  source: z.enum(['counter', 'power']).describe("counter: the GPU's own energy counter; power: its power, integrated"),
  joules: z.number().nullable().describe('null where coverage is below 90 %; else scaled to the whole window'),
  coverage: z.number().describe('share of the window between readings that are close enough to say something'),
  largestGapS: z.number().nullable().describe('between two readings that reach into the window'),
});
export type Energy = z.infer<typeof energySchema>;

/** The GPU in the window, board power and idle power included; all null without one. */
export const gpuStatisticsSchema = z.strictObject({
  memoryPeakBytes: asBefore,
  memoryPeakShare: figure.describe('of the memory that the GPU has'),
  utilisationMeanPercent: asBefore.describe('share of time in which at least one kernel ran'),
  utilisationP50Percent: figure.describe('over readings'),
  utilisationP95Percent: figure,
  utilisationMaxPercent: figure,
  powerMeanW: asBefore,
  powerMaxW: figure,
  energy: energySchema.nullable().default(null),
  energyPerTokenJ: asBefore.describe('energy / output tokens of the same seconds'),
  tokensPerJ: figure.describe('1 / energyPerTokenJ'),
  smActiveMean: figure.describe('share of time and of multiprocessors with work, 0 to 1'),
  tensorActiveMean: figure.describe('share of cycles of the tensor cores'),
  dramActiveMean: figure.describe('share of cycles in which memory moved data'),
  smClockMeanMhz: figure,
  smClockMinMhz: figure,
  memoryClockMeanMhz: figure,
  temperatureMaxC: figure,
  memoryTemperatureMaxC: figure,
});

/** Processes in the window; CPU in percent of one core. */
export const cpuStatisticsSchema = z.strictObject({
  engineMeanPercent: asBefore.describe('of one core'),
  engineMaxPercent: figure,
  engineThrottledS: figure.describe('held back by a CPU limit'),
  engineMemoryPeakBytes: asBefore,
  engineSPerThousandTokens: figure.describe('CPU seconds of the engine for 1,000 output tokens'),
  clientMeanPercent: asBefore.describe('load generator, of one core'),
  clientMemoryPeakBytes: figure,
  dynoMeanPercent: figure.describe('Dyno itself, which reads telemetry meanwhile, of one core'),
  dynoMemoryPeakBytes: figure,
});

/** What the engine says of itself in the window; counters between two readings are taken to grow evenly. */
export const engineStatisticsSchema = z.strictObject({
  runningMean: figure,
  runningMax: figure,
  waitingMean: figure,
  waitingMax: figure,
  kvUsageMean: figure.describe('share of the KV cache in use, 0 to 1'),
  kvUsageMax: figure,
  prefixCache: z
    .strictObject({
      hitShare: z.number().describe('0 to 1'),
      by: z
        .enum(['lookups', 'prompt-tokens', 'gauge'])
        .describe('lookups: tokens found / tokens looked up; prompt-tokens: cached / all; gauge: its own average'),
    })
    .nullable()
    .default(null),
  promptTokens: figure,
  generationTokens: figure,
  requestsDone: figure,
  requestsFailed: figure,
  preemptions: figure,
  specAcceptedShare: figure.describe('speculative decoding: accepted tokens / proposed ones'),
  ttftMeanMs: figure.describe('growth of its histogram: sum / count, as for the next three'),
  itlMeanMs: figure,
  e2eMeanMs: figure,
  queueMeanMs: figure,
});
export type EngineStatistics = z.infer<typeof engineStatisticsSchema>;

/** The machine in the window, whoever used it. */
export const hostStatisticsSchema = z.strictObject({
  cpuMeanPercent: figure.describe('of all cores'),
  cpuMaxPercent: figure,
  busiestCoreMeanPercent: figure.describe('the core that was busiest on average'),
  stealMeanPercent: figure.describe('taken by other guests of the same machine'),
  stealMaxPercent: figure,
  runQueueMean: figure.describe('threads that run or want to'),
  runQueueMax: figure,
  memoryUsedPeakBytes: figure,
  swapUsedPeakBytes: figure,
  swapInMeanBytesPerS: figure,
  swapOutMeanBytesPerS: figure,
  diskReadMeanBytesPerS: figure,
  diskWriteMeanBytesPerS: figure,
  contextSwitchesMeanPerS: figure,
  cpuMeanMhz: figure,
  cpuMinMhz: figure.describe('of the slowest core at any reading'),
  pressureCpuMean: figure.describe('share of time in which some thread waited for a CPU (PSI), as for the next two'),
  pressureMemoryMean: figure,
  pressureIoMean: figure,
});
export type HostStatistics = z.infer<typeof hostStatisticsSchema>;

const overBoth = z.strictObject({
  steady: z.number().nullable().describe('by the tokens/s of the steady window'),
  whole: z.number().nullable().describe('by those of the whole run'),
});

/** What tokens cost in GPU time and money. */
export const efficiencySchema = z.strictObject({
  gpus: z.number().int().nullable().describe('that the engine had; null: none, or a server of somebody else'),
  gpuSPerThousandTokens: overBoth.describe('GPUs x 1,000 / output tokens a second'),
  usdPerMillionTokens: overBoth.describe("at the suite's gpuUsdPerHour; null without a price, or on a CPU"),
});
export type Efficiency = z.infer<typeof efficiencySchema>;
