import { z } from 'zod';
import type { EngineMetric, EngineMetricRow } from '../domain/engine-metric.ts';

const blocks = z.object({
  usedNumBlocks: z.number().nonnegative(),
  maxNumBlocks: z.number().positive(),
  cacheHitRate: z.number().nullish(),
});
const iterationSchema = z.object({
  numActiveRequests: z.number().nullish(),
  numQueuedRequests: z.number().nullish(),
  kvCacheStats: blocks.nullish().catch(null),
});

/** The words that these statistics can tell. They count nothing over the life of the engine, so there are no counters. */
export const iterationWords = ['running', 'waiting', 'kvUsage', 'prefixCacheHitRate'] as const satisfies EngineMetric[];

function lastIteration(text: string): unknown {
  try {
    const stats: unknown = JSON.parse(text);
    return Array.isArray(stats) ? stats.at(-1) : null;
  } catch {
    return null;
  }
}

/**
 * TensorRT-LLM's GET /metrics: a JSON array with an entry for each step of the engine since it was last asked, of which
 * the last counts (docs/source/commands/trtllm-serve). Empty while nothing runs, and for ever where another reader
 * takes the entries away. Null: the answer has no entry that could be read.
 */
export function iterationRow(text: string): EngineMetricRow | null {
  const { success, data } = iterationSchema.safeParse(lastIteration(text));
  if (!success) return null;
  const { numActiveRequests, numQueuedRequests, kvCacheStats } = data;
  return {
    running: numActiveRequests ?? null,
    waiting: numQueuedRequests ?? null,
    kvUsage: kvCacheStats == null ? null : kvCacheStats.usedNumBlocks / kvCacheStats.maxNumBlocks,
    prefixCacheHitRate: kvCacheStats?.cacheHitRate ?? null,
  };
}
