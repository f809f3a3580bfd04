import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineMetric } from '../domain/engine-metric.ts';
import type { MetricCandidate } from '../domain/metric-mapping.ts';
import { metricRow, metricValue } from './metric-value.ts';
import { parsePrometheus } from './prometheus-text.ts';

const value = (text: string, wanted: MetricCandidate | MetricCandidate[], word: EngineMetric = 'generationTokens') =>
  metricValue(parsePrometheus(text).samples, wanted, word);

test('amounts add up over the series of a metric, shares are averaged, and the last start counts', () => {
  const page = (name: string) => `${name}{engine="0"} 0.3\n${name}{engine="1"} 0.5\n`;
  assert.equal(value(page('x'), 'x', 'running'), 0.8);
  assert.equal(value(page('x'), 'x', 'kvUsage'), 0.4);
  assert.equal(value(page('x'), 'x', 'processStartS'), 0.5);
});

test('what is not there or says NaN is unknown and never 0', () => {
  assert.equal(value('x 1\n', 'y'), null);
  assert.equal(value('x NaN\n', 'x'), null);
  assert.equal(value('x{a="1"} 3\nx{a="2"} NaN\n', 'x'), null);
});

test('a leading star matches a suffix at a word boundary, the shortest name first', () => {
  const page = 'trtllm_generation_tokens_total 5\ntrtllm_x_generation_tokens_total 9\nregeneration_tokens_total 7\n';
  assert.equal(value(page, '*generation_tokens_total'), 5);
  assert.equal(value(page, '*eneration_tokens_total'), null);
});

test('the first candidate that is there counts, even where it says NaN', () => {
  assert.equal(value('old 3\n', ['new', 'old']), 3);
  assert.equal(value('old 3\nnew 4\n', ['new', 'old']), 4);
  assert.equal(value('old 3\nnew NaN\n', ['new', 'old']), null);
});

test('a sum needs all its parts, and labels pick the series', () => {
  const parts = { sum: ['computed', 'cached'], labels: {} };
  assert.equal(value('computed 3\ncached 4\n', parts), 7);
  assert.equal(value('computed 3\n', parts), null);
  const page = 'done{how="stop"} 5\ndone{how="abort"} 2\ndone{how="error"} 1\n';
  assert.equal(value(page, { sum: ['done'], labels: { how: ['abort', 'error'] } }), 3);
  assert.equal(value(page, { sum: ['done'], labels: { how: ['timeout'] } }), null);
});

test('a histogram gives its sum and its count, never the time at which it was created', () => {
  const { samples } = parsePrometheus('ttft_bucket{le="1"} 2\nttft_sum 1.5\nttft_count 2\nttft_created 1.7e9\n');
  const mapping = { path: '/', format: 'prometheus', names: { running: null }, required: [], instead: null } as const;
  const row = metricRow(samples, { ...mapping, required: [], histograms: { ttft: ['new', 'ttft'], itl: 'none' } });
  assert.deepEqual(row, { ttftSumS: 1.5, ttftCount: 2, itlSumS: null, itlCount: null });
});
