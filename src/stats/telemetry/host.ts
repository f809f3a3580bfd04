import type { SeriesRow } from '../../domain/sample-set.ts';
import type { HostStatistics } from '../../domain/telemetry-statistics.ts';
import { type LoadSpan, largest, meanIn, peakIn, troughIn, valuesIn } from '../series.ts';
import { gaugeMean } from './gauge.ts';

/** The columns of single cores: cpu0Percent, cpu1Percent, … */
function coreColumns(rows: SeriesRow[]): string[] {
  return Object.keys(rows[0] ?? {}).filter((column) => /^cpu\d+Percent$/.test(column));
}

/** The machine in the window; null where it was not read. */
export function hostView(rows: SeriesRow[], span: LoadSpan): HostStatistics | null {
  if (rows.length === 0) return null;
  const rate = (column: string) => meanIn(rows, column, span, 'since-last').value;
  const mean = (column: string) => gaugeMean(rows, column, span);
  const peak = (column: string) => peakIn(rows, column, span);
  return {
    cpuMeanPercent: rate('cpuPercent'),
    cpuMaxPercent: largest(valuesIn(rows, 'cpuPercent', span)),
    busiestCoreMeanPercent: largest(coreColumns(rows).flatMap((column) => rate(column) ?? [])),
    stealMeanPercent: rate('stealPercent'),
    stealMaxPercent: largest(valuesIn(rows, 'stealPercent', span)),
    runQueueMean: mean('runQueue'),
    runQueueMax: peak('runQueue'),
    memoryUsedPeakBytes: peak('memoryUsedBytes'),
    swapUsedPeakBytes: peak('swapUsedBytes'),
    swapInMeanBytesPerS: rate('swapInBytesPerS'),
    swapOutMeanBytesPerS: rate('swapOutBytesPerS'),
    diskReadMeanBytesPerS: rate('diskReadBytesPerS'),
    diskWriteMeanBytesPerS: rate('diskWriteBytesPerS'),
    contextSwitchesMeanPerS: rate('contextSwitchesPerS'),
    cpuMeanMhz: mean('cpuMhz'),
    cpuMinMhz: troughIn(rows, 'cpuMhzSlowest', span),
    pressureCpuMean: rate('pressureCpuSome'),
    pressureMemoryMean: rate('pressureMemorySome'),
    pressureIoMean: rate('pressureIoSome'),
  };
}
