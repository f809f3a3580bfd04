import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainText } from '../domain/plain-text.ts';
import { exampleCell } from '../testing/example-cell.ts';
import { exampleResult, exampleSamples, measuredExample } from '../testing/example-result.ts';
import { hostileTexts } from '../testing/hostile-texts.ts';
import { resultsCsv } from './results-csv.ts';

/** RFC 4180: rows of a text, quotes taken off. */
function rows(text: string): string[][] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
        ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
      ),
    );
}

function latencyColumns(name: string): string[] {
  const ofPercentile = (p: string) => ['_ms', '_low_ms', '_high_ms'].map((end) => `${name}_${p}${end}`);
  return [`${name}_count`, ...['p50', 'p90', 'p95', 'p99', 'p99_9'].flatMap(ofPercentile)];
}

test('the columns of benchmark_results.csv are these, in this order', () => {
  const [head] = rows(resultsCsv(exampleResult()));
  assert.deepEqual(head, [
    ...['engine', 'model', 'test', 'constraint', 'concurrency', 'run', 'requests_sent', 'requests_ok'],
    ...['output_tokens', 'output_tokens_per_s_steady', 'output_tokens_per_s_whole', 'requests_per_s'],
    ...['goodput_per_s', 'json_valid_share', 'verdict'],
    ...['load', 'rate_per_s', 'max_in_flight'],
    ...['ttft', 'tpot', 'e2e', 'icl', 'longest_gap', 'response_ttft', 'response_e2e'].flatMap(latencyColumns),
    ...[
      'tpot_by_token_ms',
      'insufficient',
      'ramp_s',
      'ramp_output_tokens_per_s',
      'drain_s',
      'drain_output_tokens_per_s',
    ],
    ...['window_half_change', 'window_half_change_low', 'window_half_change_high'],
    ...['purpose', 'json_asked', 'json_valid', 'json_invalid', 'json_not_json', 'json_truncated', 'json_empty'],
    ...['json_refused', 'json_engine_error', 'json_failed', 'json_enforcement'],
    ...['pairs', 'pair_ttft_diff_p50_ms', 'pair_tpot_diff_p50_ms'],
    ...['window', 'window_from_s', 'window_to_s', 'in_flight_mean'],
    ...['engine_running_mean', 'engine_running_max', 'engine_waiting_mean', 'engine_waiting_max'],
    ...['kv_usage_mean', 'kv_usage_max', 'prefix_hit_share', 'prefix_hit_by', 'preemptions', 'spec_accepted_share'],
    ...['engine_ttft_mean_ms', 'engine_itl_mean_ms', 'engine_e2e_mean_ms', 'engine_queue_mean_ms'],
    ...['gpu_utilisation_mean_percent', 'gpu_utilisation_p95_percent', 'gpu_memory_peak_bytes'],
    ...['gpu_memory_peak_share', 'gpu_power_mean_w', 'gpu_energy_j', 'gpu_energy_source', 'gpu_energy_coverage'],
    ...['energy_per_output_token_j', 'output_tokens_per_j'],
    ...['gpu_s_per_1k_output_tokens_steady', 'gpu_s_per_1k_output_tokens_whole'],
    ...['usd_per_million_output_tokens_steady', 'usd_per_million_output_tokens_whole'],
    ...['engine_cpu_mean_percent', 'engine_memory_peak_bytes', 'cpu_s_per_1k_output_tokens'],
    ...['client_cpu_mean_percent', 'dyno_cpu_mean_percent', 'host_cpu_mean_percent', 'host_steal_mean_percent'],
    ...['host_run_queue_mean', 'host_swap_out_bytes_per_s'],
  ]);
});

test('there is a line a cell with figures as they were computed', () => {
  const result = exampleResult();
  const [head, ...lines] = rows(resultsCsv(result));
  assert.equal(lines.length, 6);
  const column = (name: string) => lines.map((line) => line[head?.indexOf(name) ?? -1]);
  const cells = Object.values(result.benchmarks).flat();
  const ttftP50 = cells.map(({ statistics }) => statistics.ttftMs.percentiles.find(({ p }) => p === 50)?.value);
  assert.deepEqual(column('ttft_p50_ms').map(Number), ttftP50);
  assert.deepEqual(column('json_valid_share'), ['', '', '', '0.9', '', '']);
  assert.deepEqual([column('json_asked')[3], column('json_valid')[3], column('json_invalid')[3]], ['140', '126', '14']);
  assert.deepEqual([column('pairs')[4], column('pair_ttft_diff_p50_ms')[4]], ['140', '7']);
});

test('a percentile of too few values is an empty cell and named as insufficient', () => {
  const [head, line] = rows(resultsCsv(exampleResult([measuredExample(exampleCell(), exampleSamples(140))])));
  const value = (name: string) => line?.[head?.indexOf(name) ?? -1];
  assert.deepEqual([value('ttft_count'), value('ttft_p99_ms'), value('response_ttft_count')], ['140', '', '']);
  const withheld = ['ttft', 'tpot', 'e2e'].flatMap((name) => [`${name}_p99`, `${name}_p99_9`]);
  // 420 gaps carry a p95 and no p99.
  const ofGaps = ['icl', 'longest_gap'].flatMap((name) => [`${name}_p99`, `${name}_p99_9`]);
  assert.equal(value('insufficient'), [...withheld, ...ofGaps].join(' '));
  assert.ok(Number(value('ttft_p95_low_ms')) < Number(value('ttft_p95_ms')));
  assert.ok(Number(value('ttft_p95_high_ms')) > Number(value('ttft_p95_ms')));
});

test('a figure that the samples do not carry is an empty cell, not 0', () => {
  const failed = exampleSamples(3).map((sample) => {
    const never = { firstTokenUs: null, lastTokenUs: null, outputTokens: null, chunks: 0, gapsUs: [] };
    return { ...sample, ...never, outcome: 'httpError' as const };
  });
  const [head, line] = rows(resultsCsv(exampleResult([measuredExample(exampleCell(), failed)])));
  const value = (name: string) => line?.[head?.indexOf(name) ?? -1];
  assert.equal(value('requests_ok'), '0');
  const unknown = ['output_tokens_per_s_steady', 'ttft_p50_ms', 'tpot_p95_ms', 'e2e_p99_ms', 'json_valid_share'];
  for (const name of [...unknown, 'kv_usage_max', 'gpu_energy_j', 'usd_per_million_output_tokens_whole'])
    assert.equal(value(name), '', name);
});

test('no text is a formula for a spreadsheet, splits its row or is lost', () => {
  for (const text of hostileTexts) {
    const result = exampleResult();
    result.config.model.name = text;
    const csv = resultsCsv(result);
    assert.equal(csv.trimEnd().split('\n').length, 7, text);
    assert.doesNotMatch(csv, /[^\P{Cc}\n]/u, text);
    for (const line of rows(csv).slice(1)) {
      assert.equal(line.length, 194, text);
      assert.doesNotMatch(line[1] ?? '', /^[\s=+\-@\uff1d]/u, text);
      assert.equal((line[1] ?? '').replace(/^'(?=[=+\-@\uff1d])/u, ''), plainText(text), text);
    }
  }
});

test('a separator of other countries inside a text is quoted too', () => {
  const result = exampleResult();
  result.config.model.name = 'a;=1+1';
  assert.match(resultsCsv(result), /\nsim,"a;=1\+1",throughput,/);
});
