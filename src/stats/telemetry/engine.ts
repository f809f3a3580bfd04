import { type EngineMetric, engineMetricNames } from '../../domain/engine-metric.ts';
import type { SeriesRow } from '../../domain/sample-set.ts';
import type { EngineStatistics } from '../../domain/telemetry-statistics.ts';
import { counterGrowthIn, type LoadSpan, peakIn } from '../series.ts';
import { gaugeMean } from './gauge.ts';
import { histogramMeanMs } from './histogram-mean.ts';
import { prefixCacheOf } from './prefix-cache.ts';

function acceptedShare(drafted: number | null, accepted: number | null): number | null {
  return drafted === null || accepted === null || drafted <= 0 ? null : accepted / drafted;
}

/**
 * What the engine said of itself in the window; null where it said nothing at all. `counted`: the rows that counters are
 * read from, where more is known of these (`atRestOutside`); what is in flight jumps as the load begins.
 */
export function engineView(rows: SeriesRow[], span: LoadSpan, counted = rows): EngineStatistics | null {
  if (!rows.some((row) => engineMetricNames.some((name) => row[name] != null))) return null;
  const mean = (column: EngineMetric) => gaugeMean(rows, column, span);
  const peak = (column: EngineMetric) => peakIn(rows, column, span);
  const growth = (column: EngineMetric) => counterGrowthIn(counted, column, span).value;
  return {
    runningMean: mean('running'),
    runningMax: peak('running'),
    waitingMean: mean('waiting'),
    waitingMax: peak('waiting'),
    kvUsageMean: mean('kvUsage'),
    kvUsageMax: peak('kvUsage'),
    prefixCache: prefixCacheOf(counted, span),
    promptTokens: growth('promptTokens'),
    generationTokens: growth('generationTokens'),
    requestsDone: growth('requestsDone'),
    requestsFailed: growth('requestsFailed'),
    preemptions: growth('preemptions'),
    specAcceptedShare: acceptedShare(growth('specDraftTokens'), growth('specAcceptedTokens')),
    ttftMeanMs: histogramMeanMs(counted, 'ttft', span),
    itlMeanMs: histogramMeanMs(counted, 'itl', span),
    e2eMeanMs: histogramMeanMs(counted, 'e2e', span),
    queueMeanMs: histogramMeanMs(counted, 'queue', span),
  };
}
