import type { EngineMetric } from '../../domain/engine-metric.ts';
import type { SeriesRow } from '../../domain/sample-set.ts';
import type { EngineStatistics } from '../../domain/telemetry-statistics.ts';
import { counterGrowthIn, type LoadSpan } from '../series.ts';
import { gaugeMean } from './gauge.ts';

function growthShare(rows: SeriesRow[], part: EngineMetric, whole: EngineMetric, span: LoadSpan): number | null {
  const [found, asked] = [counterGrowthIn(rows, part, span).value, counterGrowthIn(rows, whole, span).value];
  return found === null || asked === null || asked <= 0 ? null : found / asked;
}

/**
 * Share of prompt tokens that came out of the prefix cache: by the cache's own counters of tokens looked up and found
 * (vLLM: vllm:prefix_cache_queries, vllm:prefix_cache_hits), else cached prompt tokens of all prompt tokens, else the
 * mean of the engine's own average. Null where it tells none of these, or no prompt came.
 */
export function prefixCacheOf(rows: SeriesRow[], span: LoadSpan): EngineStatistics['prefixCache'] {
  const lookups = growthShare(rows, 'prefixCacheHits', 'prefixCacheQueries', span);
  if (lookups !== null) return { hitShare: lookups, by: 'lookups' };
  const tokens = growthShare(rows, 'cachedPromptTokens', 'promptTokens', span);
  if (tokens !== null) return { hitShare: tokens, by: 'prompt-tokens' };
  const gauge = gaugeMean(rows, 'prefixCacheHitRate', span);
  return gauge === null ? null : { hitShare: gauge, by: 'gauge' };
}
