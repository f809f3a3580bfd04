import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metricValue } from './engine-metrics.ts';
import { parsePrometheus } from './prometheus-text.ts';

// The example of the format's own documentation (prometheus.io/docs/instrumenting/exposition_formats), shortened.
const documented = `# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400"}    3 1395066363000

# Escaping in label values:
msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9

# Minimalistic line:
metric_without_timestamp_and_labels 12.47

something_weird{problem="division by zero"} +Inf -3982045
rpc_duration_seconds_sum 1.7560473e+07
`;

test('the documented example of the format is read whole', () => {
  const { samples, badLines } = parsePrometheus(documented);
  assert.deepEqual(badLines, []);
  assert.deepEqual(
    samples.map(({ value }) => value),
    [1027, 3, 1458255915, 12.47, null, 17560473],
  );
  assert.deepEqual(samples[2]?.labels, { path: 'C:\\DIR\\FILE.TXT', error: 'Cannot find file:\n"FILE.TXT"' });
});

test('a broken line is named and the others are kept', () => {
  const { samples, badLines } = parsePrometheus('a 1\nb{x="1" 2\nc twelve\n<html>\nd{y="2",} 4\ne NaN\n{z="1"} 3\n');
  assert.deepEqual(badLines, [2, 3, 4, 7]);
  assert.deepEqual(
    samples.map(({ name, value }) => [name, value]),
    [
      ['a', 1],
      ['d', 4],
      ['e', null],
    ],
  );
});

test('no text makes the parser throw', () => {
  const alphabet = 'ab:_ {}="\\,\n#1.eNI+-\u0000é';
  let state = 1;
  for (let round = 0; round < 2_000; round += 1) {
    let text = '';
    for (let length = 0; length < 40; length += 1) {
      state = (state * 48271) % 2147483647;
      text += alphabet[state % alphabet.length];
    }
    assert.ok(parsePrometheus(text).samples.length >= 0);
  }
});

test('a normalised metric sums its label sets, and an unknown one is null and never 0', () => {
  const { samples } = parsePrometheus(
    'vllm:tokens_total{engine="0"} 3\nvllm:tokens_total{engine="1"} 4\nvllm:bad NaN\n',
  );
  assert.equal(metricValue(samples, 'vllm:tokens_total'), 7);
  assert.equal(metricValue(samples, 'vllm:other_total'), null);
  assert.equal(metricValue(samples, 'vllm:bad'), null);
});

test('a leading star matches a suffix at a word boundary, the shortest name first', () => {
  const { samples } = parsePrometheus(
    'trtllm_generation_tokens_total 5\ntrtllm_x_generation_tokens_total 9\nregeneration_tokens_total 7\n',
  );
  assert.equal(metricValue(samples, '*generation_tokens_total'), 5);
  assert.equal(metricValue(samples, '*eneration_tokens_total'), null);
});
