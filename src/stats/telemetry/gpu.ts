import type { SeriesRow } from '../../domain/sample-set.ts';
import type { Statistics } from '../../domain/statistics.ts';
import { type LoadSpan, meanIn, peakIn, percentileIn, troughIn } from '../series.ts';
import { energyOf } from './energy.ts';
import { gaugeMean } from './gauge.ts';

type Gpu = Statistics['gpu'];

function memory(gpu: SeriesRow[], span: LoadSpan): Pick<Gpu, 'memoryPeakBytes' | 'memoryPeakShare'> {
  const peak = peakIn(gpu, 'memoryUsedBytes', span);
  const total = peakIn(gpu, 'memoryTotalBytes', span);
  return {
    memoryPeakBytes: peak,
    memoryPeakShare: peak === null || total === null || total <= 0 ? null : peak / total,
  };
}

/** The GPU in the window. `outputTokens`: what the client read in the same seconds; null: unknown. */
export function gpuUse(gpu: SeriesRow[], span: LoadSpan, outputTokens: number | null): Gpu {
  const mean = (column: string) => gaugeMean(gpu, column, span);
  const peak = (column: string) => peakIn(gpu, column, span);
  const percentile = (p: number) => percentileIn(gpu, 'utilisationPercent', span, p);
  const energy = energyOf(gpu, span);
  const joules = energy?.joules ?? null;
  const known = joules !== null && outputTokens !== null && outputTokens > 0;
  return {
    ...memory(gpu, span),
    utilisationMeanPercent: mean('utilisationPercent'),
    utilisationP50Percent: percentile(50),
    utilisationP95Percent: percentile(95),
    utilisationMaxPercent: peak('utilisationPercent'),
    powerMeanW: meanIn(gpu, 'powerW', span).value,
    powerMaxW: peak('powerW'),
    energy,
    energyPerTokenJ: known ? joules / outputTokens : null,
    tokensPerJ: known && joules > 0 ? outputTokens / joules : null,
    smActiveMean: mean('smActive'),
    tensorActiveMean: mean('tensorActive'),
    dramActiveMean: mean('dramActive'),
    smClockMeanMhz: mean('smClockMhz'),
    smClockMinMhz: troughIn(gpu, 'smClockMhz', span),
    memoryClockMeanMhz: mean('memoryClockMhz'),
    temperatureMaxC: peak('temperatureC'),
    memoryTemperatureMaxC: peak('memoryTemperatureC'),
  };
}
