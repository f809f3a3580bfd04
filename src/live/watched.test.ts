import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePrometheus } from '../collect/prometheus-text.ts';
import type { LiveEvent } from '../domain/live-event.ts';
import { cellBegins, loadBegins, reading, runBegins } from '../testing/example-live-events.ts';
import { exampleLatency, exampleProgress } from '../testing/example-progress.ts';
import { exampleEnvironment } from '../testing/example-result.ts';
import { metricsText } from './metrics/metrics-text.ts';
import { stateOf } from './state-of.ts';
import { afterEvent, type Watched } from './watched.ts';

/** What is known after these events, each a second after the one before. */
function after(...events: LiveEvent[]): { watched: Watched; tMs: number } {
  const watched = [runBegins, ...events].reduce<Watched | null>(
    (so, event, s) => afterEvent(so, event, s * 1_000),
    null,
  );
  assert.ok(watched !== null);
  return { watched, tMs: events.length * 1_000 };
}

function stateAfter(...events: LiveEvent[]) {
  const { watched, tMs } = after(...events);
  return stateOf(watched, tMs, 0);
}

/** Values of /metrics by name and labels: "dyno_phase{phase=load}". */
async function metricsAfter(...events: LiveEvent[]): Promise<Map<string, number | null>> {
  const { watched, tMs } = after(...events);
  const { samples, badLines } = parsePrometheus(await metricsText(stateOf(watched, tMs, 0), watched));
  assert.deepEqual(badLines, []);
  return new Map(
    samples.map(({ name, labels, value }) => {
      const pairs = Object.entries(labels).map(([label, text]) => `${label}=${text}`);
      return [pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`, value];
    }),
  );
}

const progress = (change = {}): LiveEvent => ({ kind: 'progress', progress: exampleProgress(change) });

test('the phase of a cell is the stage of the run, and between cells nothing is left of it', () => {
  const phase = (...events: LiveEvent[]) => stateAfter(...cellBegins, ...events).cell?.phase;
  assert.equal(phase(), 'warmup');
  assert.equal(phase(loadBegins), 'load');
  assert.equal(phase(loadBegins, { kind: 'state', state: 'analysing' }), 'analysing');
  assert.equal(phase(loadBegins, { kind: 'state', state: 'reporting' }), undefined);
  const end = stateAfter(...cellBegins, loadBegins, { kind: 'end', state: 'aborted', reportPath: null });
  assert.deepEqual([end.run.state, end.run.finished, end.cell], ['aborted', true, null]);
});

test('warm-up requests are seen while they go on, and are in no counter', async () => {
  const state = stateAfter(...cellBegins, progress());
  assert.deepEqual([state.client?.done, state.client?.inFlight], [25, 8]);
  const metrics = await metricsAfter(...cellBegins, progress());
  assert.equal(metrics.get('dyno_in_flight'), 8);
  assert.equal(metrics.has('dyno_requests_total{outcome=ok}'), false);
  assert.equal(stateAfter(...cellBegins, progress(), loadBegins).client, null);
});

test('counters go on from load to load and never fall', async () => {
  const first = [
    ...cellBegins,
    loadBegins,
    progress(),
    progress({ tMs: 1_500, ok: 30, failed: 2, outputTokens: 1_100 }),
  ];
  const second = [...cellBegins, progress(), loadBegins, progress({ ok: 5, outputTokens: 10 })];
  const metrics = await metricsAfter(...first, ...second);
  assert.equal(metrics.get('dyno_requests_total{outcome=ok}'), 35);
  assert.equal(metrics.get('dyno_requests_total{outcome=failed}'), 2);
  assert.equal(metrics.get('dyno_output_tokens_total'), 1_210);
});

test('histograms have the buckets of the load generator, each with all that is up to its end, in seconds', async () => {
  const ttft = exampleLatency([3, 2, 1], 90);
  const metrics = await metricsAfter(...cellBegins, loadBegins, progress({ ttft }));
  const shown = ['bucket{le=0.01}', 'bucket{le=0.02}', 'bucket{le=+Inf}', 'sum', 'count'];
  assert.deepEqual(
    shown.map((part) => metrics.get(`dyno_ttft_seconds_${part}`)),
    [3, 5, 6, 0.09, 6],
  );
});

test('readings are told as long as they hold; what is unknown is null in the state and missing in the metrics', async () => {
  const engine = reading('engine_metrics.csv', { running: 3, kvUsage: null, generationTokens: 70, ttftSumS: 1.5 });
  const host = reading('host.csv', { cpu_percent: 40, cpu10_percent: 1, cpu2_percent: 90, client_cpu_percent: null });
  const events = [...cellBegins, loadBegins, engine, host];
  const { watched, tMs } = after(...events);
  const now = stateOf(watched, tMs, 0);
  assert.deepEqual(now.engine, { running: 3, generationTokens: 70, ttftSumS: 1.5 });
  assert.deepEqual([now.host?.perCorePercent, now.host?.clientCpuPercent, now.gpu], [[90, 1], null, null]);
  const metrics = await metricsAfter(...events);
  assert.equal(metrics.get('dyno_engine_generation_tokens_total'), 70);
  assert.equal(metrics.get('dyno_engine_ttft_seconds_sum'), 1.5);
  assert.deepEqual([metrics.has('dyno_engine_kv_usage'), metrics.has('dyno_client_cpu_percent')], [false, false]);

  assert.equal(stateOf(watched, tMs + 60_000, 0).engine, null);
  assert.equal(stateAfter(...events, { kind: 'state', state: 'analysing' }).host, null);
});

test('a GPU is told by its own file, with the name that the machine gives it', async () => {
  const gpus = [{ index: 0, name: 'H100', uuid: 'GPU-1', memoryBytes: null, driver: null }];
  const environment: LiveEvent = { kind: 'environment', environment: exampleEnvironment({ gpus }) };
  const row = { source: 'dcgm', utilisation_percent: 91, memory_used_bytes: 7e10, power_w: null };
  const events = [environment, ...cellBegins, loadBegins, reading('gpu.csv', row)];
  const { gpu } = stateAfter(...events);
  assert.deepEqual([gpu?.name, gpu?.utilisationPercent, gpu?.powerW], ['H100', 91, null]);
  const metrics = await metricsAfter(...events);
  assert.deepEqual([metrics.get('dyno_gpu_memory_used_bytes'), metrics.has('dyno_gpu_power_watts')], [7e10, false]);
});

test('of what was said the last 50 lines are kept, without characters that could steer a terminal', () => {
  const lines = Array.from({ length: 60 }, (_, index): LiveEvent => ({ kind: 'says', line: `line ${index}\u001b[2J` }));
  const { says } = stateAfter(...lines);
  assert.deepEqual([says.length, says.at(-1)?.line.includes('\u001b')], [50, false]);
  assert.equal(says[0]?.line.startsWith('line 10'), true);
});

test('nothing is known before a run begins', () => {
  assert.equal(afterEvent(null, loadBegins, 0), null);
});
