import { z } from 'zod';

/** What one word of the vocabulary is. `sum` and `count` are the two halves of a histogram; their growth gives a mean. */
export type EngineMetricMeaning = {
  kind: 'gauge' | 'counter' | 'sum' | 'count';
  unit: 'requests' | 'tokens' | 'share' | 's' | 'unix s' | 'times';
  meaning: string;
};

/**
 * The words for what engines tell of themselves, the same for every engine; also the columns of engine_metrics.csv.
 * `engines/NAME/engine.yaml` says which metric of the engine each is. Counters count from the start of the engine.
 */
export const engineMetrics = {
  running: { kind: 'gauge', unit: 'requests', meaning: 'being computed' },
  waiting: { kind: 'gauge', unit: 'requests', meaning: 'accepted, and not being computed yet' },
  kvUsage: { kind: 'gauge', unit: 'share', meaning: 'share of the KV cache in use by requests, 0 to 1' },
  prefixCacheHitRate: {
    kind: 'gauge',
    unit: 'share',
    meaning: 'share of the prompt found in the prefix cache, 0 to 1, as the engine averages it',
  },
  promptTokens: { kind: 'counter', unit: 'tokens', meaning: 'prompt tokens, those out of the prefix cache included' },
  cachedPromptTokens: { kind: 'counter', unit: 'tokens', meaning: 'prompt tokens that came out of the prefix cache' },
  generationTokens: { kind: 'counter', unit: 'tokens', meaning: 'tokens generated' },
  preemptions: {
    kind: 'counter',
    unit: 'times',
    meaning: 'a running request was put back for want of KV cache (SGLang: retraction)',
  },
  requestsDone: {
    kind: 'counter',
    unit: 'requests',
    meaning: 'ended in whatever way, as far as the engine counts them',
  },
  requestsFailed: { kind: 'counter', unit: 'requests', meaning: 'of those, failed or aborted' },
  prefixCacheQueries: { kind: 'counter', unit: 'tokens', meaning: 'prompt tokens looked up in the prefix cache' },
  prefixCacheHits: { kind: 'counter', unit: 'tokens', meaning: 'of those, found' },
  specDraftTokens: { kind: 'counter', unit: 'tokens', meaning: 'tokens proposed by speculative decoding' },
  specAcceptedTokens: { kind: 'counter', unit: 'tokens', meaning: 'of those, accepted' },
  ttftSumS: { kind: 'sum', unit: 's', meaning: 'time from the arrival of a request to its first token' },
  ttftCount: { kind: 'count', unit: 'requests', meaning: 'requests in ttftSumS' },
  itlSumS: { kind: 'sum', unit: 's', meaning: 'gaps between the tokens of a request' },
  itlCount: { kind: 'count', unit: 'times', meaning: 'gaps in itlSumS' },
  e2eSumS: { kind: 'sum', unit: 's', meaning: 'time from the arrival of a request to its end' },
  e2eCount: { kind: 'count', unit: 'requests', meaning: 'requests in e2eSumS' },
  queueSumS: { kind: 'sum', unit: 's', meaning: 'time that a request waited before it was computed' },
  queueCount: { kind: 'count', unit: 'requests', meaning: 'requests in queueSumS' },
  processStartS: { kind: 'gauge', unit: 'unix s', meaning: 'start of the process that answers: it rises at a restart' },
} as const satisfies Record<string, EngineMetricMeaning>;

/** A word of the vocabulary. */
export type EngineMetric = keyof typeof engineMetrics;

export const engineMetricNames = Object.keys(engineMetrics) as EngineMetric[];
export const engineMetricSchema = z.enum(engineMetricNames);

/** Histograms: each fills two words, NAMESumS and NAMECount. */
export const engineHistogramNames = ['ttft', 'itl', 'e2e', 'queue'] as const;
export type EngineHistogram = (typeof engineHistogramNames)[number];

/** What an engine says of itself at one moment; a word that it has not is null or left out, never 0. */
export type EngineMetricRow = Partial<Record<EngineMetric, number | null>>;
