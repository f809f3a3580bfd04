import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEngine } from '../config/engines.ts';
import { collectMistakes } from '../config/mistakes.ts';
import type { EngineMetricRow } from '../domain/engine-metric.ts';
import { mappedMetrics } from '../domain/metric-mapping.ts';
import { metricPage } from '../testing/metric-pages.ts';
import { testWorld } from '../testing/test-world.ts';
import { metricRow } from './metric-value.ts';
import { parsePrometheus } from './prometheus-text.ts';

const world = testWorld();

/** What a real answer of each engine says in the words of its engine.yaml; null: the page has no such series. */
const expected: { engine: string; page: string; words: EngineMetricRow }[] = [
  {
    engine: 'vllm',
    page: 'vllm-0.32.0.txt',
    words: {
      ...{ running: 0, waiting: 0, kvUsage: 0, preemptions: 0 },
      ...{ promptTokens: 6983, cachedPromptTokens: 0, generationTokens: 14006 },
      // Two streams were cut off by their client: they are in the first histogram and in no count of requests.
      ...{ requestsDone: 169, requestsFailed: 0, prefixCacheQueries: 6983, prefixCacheHits: 0 },
      // There with speculative decoding only.
      ...{ specDraftTokens: null, specAcceptedTokens: null, processStartS: 1795333723.49 },
      ...{ ttftSumS: 39.71080422401428, ttftCount: 171, itlSumS: 739.3488315649947, itlCount: 13835 },
      ...{ e2eSumS: 777.8187770843506, e2eCount: 169, queueSumS: 1.7409608899934028, queueCount: 169 },
    },
  },
  {
    // Counters and histograms are parted by is_streaming: both parts are meant.
    engine: 'sglang',
    page: 'sglang-0.5.23.txt',
    words: {
      ...{ running: 0, waiting: 0, kvUsage: 0, preemptions: null },
      ...{ promptTokens: 4097, cachedPromptTokens: 2791, generationTokens: 1954 },
      ...{ requestsDone: 44, requestsFailed: 1, prefixCacheQueries: 4099, prefixCacheHits: 2791 },
      ...{ ttftSumS: 5.369695374447474, ttftCount: 41, itlSumS: 136.10881619700194, itlCount: 1600 },
      ...{ e2eSumS: 160.67070900599538, e2eCount: 44, queueSumS: 0.06972399999904155, queueCount: 46 },
    },
  },
  {
    engine: 'llamacpp',
    page: 'llamacpp.txt',
    words: {
      ...{ running: 0, waiting: 0, kvUsage: null },
      // 113 were computed.
      ...{ promptTokens: 436, cachedPromptTokens: 323, generationTokens: 1579 },
      ...{ specDraftTokens: 0, specAcceptedTokens: 0 },
    },
  },
];

for (const { engine, page, words } of expected) {
  test(`what ${page} says is found in the words of ${engine}`, async () => {
    const { samples, badLines } = parsePrometheus(metricPage(page));
    assert.deepEqual(badLines, []);
    const metrics = (await readEngine(engine, world, collectMistakes()))?.metrics;
    assert.ok(metrics);
    const row = metricRow(samples, metrics);
    assert.deepEqual(row, words);
    assert.deepEqual(Object.keys(row).sort(), mappedMetrics(metrics).toSorted());
    assert.deepEqual(
      metrics.required.filter((word) => (row[word] ?? null) === null),
      [],
    );
  });
}
