import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readEngine } from '../config/engines.ts';
import { collectMistakes } from '../config/mistakes.ts';
import { testWorld } from '../testing/test-world.ts';
import { metricValue } from './engine-metrics.ts';
import { parsePrometheus } from './prometheus-text.ts';

const world = testWorld();

/** What each engine's own answer says under the names of its engine.yaml; null: the definition says it has none. */
const expected: Record<string, Record<string, number | null>> = {
  vllm: {
    running: 0,
    waiting: 0,
    promptTokens: 6983,
    cachedPromptTokens: 0,
    generationTokens: 14006,
    kvUsage: 0,
    preemptions: 0,
  },
  // Counters are parted by is_streaming: both parts are meant.
  sglang: {
    running: 0,
    waiting: 0,
    promptTokens: 4097,
    cachedPromptTokens: 2791,
    generationTokens: 1954,
    kvUsage: 0,
    preemptions: null,
  },
  llamacpp: {
    running: 0,
    waiting: 0,
    promptTokens: 113,
    cachedPromptTokens: 323,
    generationTokens: 1579,
    kvUsage: null,
  },
};

for (const [name, values] of Object.entries(expected)) {
  test(`the metrics that ${name} answers are found under the names of its definition`, async () => {
    const text = readFileSync(join(import.meta.dirname, 'testdata', 'metrics', `${name}.txt`), 'utf8');
    const { samples, badLines } = parsePrometheus(text);
    assert.deepEqual(badLines, []);
    const engine = await readEngine(name, world, collectMistakes());
    const names = Object.entries(engine?.metrics.names ?? {});
    const found = names.map(([normalised, metric]) => [normalised, metric && metricValue(samples, metric)]);
    assert.deepEqual(Object.fromEntries(found), values);
  });
}
