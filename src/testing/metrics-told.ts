import assert from 'node:assert/strict';
import { join } from 'node:path';
import { collectSamples } from '../collect/collect-samples.ts';
import { readEngine } from '../config/engines.ts';
import { collectMistakes } from '../config/mistakes.ts';
import type { EngineMetric } from '../domain/engine-metric.ts';
import { metricGaps } from '../domain/metric-gaps.ts';
import { readRecord } from './run-on-disk.ts';
import { testWorld } from './test-world.ts';

const world = testWorld();

/**
 * In one cell of a run the engine told at every asking all that its definition requires, and its counters and histograms
 * grew by the requests and the tokens that the client saw.
 */
export async function assertMetricsTold(folder: string, engine: string, cell: string): Promise<void> {
  const set = await collectSamples(join(folder, cell), readRecord(folder).clock, world);
  const { required = [] } = (await readEngine(engine, world, collectMistakes()))?.metrics ?? {};
  const gaps = metricGaps(set, required);
  assert.ok(required.length > 0 && gaps.asked >= 3, `${gaps.asked} asked`);
  assert.deepEqual([gaps.answered, gaps.missing, gaps.reasons], [gaps.asked, [], []]);
  const [first, last] = [set.engineMetrics[0], set.engineMetrics.at(-1)];
  const growth = (word: EngineMetric) => Number(last?.[word]) - Number(first?.[word]);
  const tokens = set.samples.reduce((sum, { outputTokens }) => sum + (outputTokens ?? 0), 0);
  const requests = set.samples.length;
  assert.deepEqual(
    [growth('generationTokens'), growth('requestsDone'), growth('ttftCount'), growth('e2eCount')],
    [tokens, requests, requests, requests],
  );
  const [ttftS, e2eS] = [growth('ttftSumS') / requests, growth('e2eSumS') / requests];
  assert.ok(ttftS > 0 && ttftS < e2eS, `TTFT ${ttftS} s, E2E ${e2eS} s by the engine`);
}
