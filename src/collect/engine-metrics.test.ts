import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readEngine } from '../config/engines.ts';
import { collectMistakes } from '../config/mistakes.ts';
import { dropAnchor } from '../domain/run-clock.ts';
import { examplePlan } from '../testing/example-cell.ts';
import { startSim } from '../testing/sim-engine.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { testWorld } from '../testing/test-world.ts';
import type { HttpResponse } from '../world.ts';
import { engineMetrics } from './engine-metrics.ts';
import { readingLimitMs, type Sampler, startSampler } from './sampler.ts';

const world = testWorld();

test('a reading that failed says why, and has no values', async () => {
  const sim = await startSim(['--fault', 'metrics-huge=50'], world);
  const plan = examplePlan();
  plan.suite.telemetry.intervalMs = 100;
  const read = async () => (await engineMetrics(sim.engine.url, plan, world)?.read()) ?? {};
  const set = async (fault: string) => {
    await world.http.fetch(`${sim.engine.url}/sim/metrics?fault=${fault}`, { method: 'POST', timeoutMs: 5_000 });
    const { scrape_reason: reason, scrape_status: status, generationTokens } = await read();
    return [status, reason, generationTokens];
  };
  try {
    const before = process.memoryUsage().rss;
    const { scrape_reason, generationTokens } = await read();
    assert.deepEqual([scrape_reason, generationTokens], ['the answer is longer than 8388608 bytes', undefined]);
    assert.ok(process.memoryUsage().rss - before < 200e6, 'the rest of the page was not read');
    assert.deepEqual(await set('metrics-404'), [404, 'HTTP 404', undefined]);
    assert.deepEqual(await set('metrics-garbage'), [200, 'nothing in the answer could be read', null]);
    assert.deepEqual(await set('metrics-nan'), [200, null, null]);
    assert.deepEqual(await set('slow-metrics=2000'), [null, 'no answer within 0.9 s', undefined]);
    assert.deepEqual(await set(''), [200, null, 0]);
  } finally {
    await sim.stop();
  }
  assert.match(String((await read()).scrape_reason), /ECONNREFUSED/);
});

test('a run that is stopped does not wait for an engine that is slow to tell its metrics', async (context) => {
  const sim = await startSim([], world);
  context.after(sim.stop);
  const stop = new AbortController();
  const stopped = { ...world, stop: stop.signal };
  const sampler = engineMetrics(sim.engine.url, examplePlan(), stopped);
  assert.ok(sampler);
  const asked = Promise.withResolvers<void>();
  let readings = 0;
  const read: Sampler['read'] = (signal) => {
    readings += 1;
    if (readings === 2) asked.resolve();
    return sampler.read(signal);
  };
  const path = join(temporaryFolder(), sampler.file);
  const schedule = { clock: dropAnchor(world.clock), intervalMs: 2_000, keepRaw: false };
  const running = await startSampler({ ...sampler, read }, path, schedule, stopped);
  await world.http.fetch(`${sim.engine.url}/sim/metrics?fault=slow-metrics=60000`, {
    method: 'POST',
    timeoutMs: 5_000,
  });
  await asked.promise;
  const beganMs = world.clock.monotonicMs();
  stop.abort();
  await running.stop();
  assert.ok(world.clock.monotonicMs() - beganMs < readingLimitMs(2_000) / 2);
  assert.equal(readings, 2, 'nor for a last reading');
});

/** Answers by path; what is asked in between is 404. */
function answering(pages: Record<string, string>, asked: string[]) {
  const fetch = async (url: string): Promise<HttpResponse> => {
    const { pathname } = new URL(url);
    asked.push(pathname);
    const text = pages[pathname];
    return { status: text === undefined ? 404 : 200, headers: {}, text: text ?? '{"detail":"Not Found"}' };
  };
  return { ...world, http: { ...world.http, fetch } };
}

async function trtllm() {
  const engine = await readEngine('trtllm', world, collectMistakes());
  assert.ok(engine);
  return { ...examplePlan(), engine };
}

const iteration = (change: object) => ({ iter: 7, numActiveRequests: 3, numQueuedRequests: 1, ...change });
const blocks = { usedNumBlocks: 25, maxNumBlocks: 100, freeNumBlocks: 75, cacheHitRate: 0.5 };

test('TensorRT-LLM is read as Prometheus text, and its JSON is left to others', async () => {
  const asked: string[] = [];
  const page = 'request_success_total{finished_reason="stop"} 4\ntime_to_first_token_seconds_sum 2\n';
  const source = engineMetrics(
    'http://x',
    await trtllm(),
    answering({ '/prometheus/metrics': page, '/metrics': '[]' }, asked),
  );
  const row = await source?.read();
  await source?.read();
  assert.deepEqual([row?.requestsDone, row?.ttftSumS, row?.running], [4, 2, null]);
  assert.deepEqual(asked, ['/prometheus/metrics', '/prometheus/metrics']);
});

test('TensorRT-LLM without that page tells its last step as JSON, and is asked for nothing else from then on', async () => {
  const asked: string[] = [];
  const steps = JSON.stringify([iteration({ numActiveRequests: 9 }), iteration({ kvCacheStats: blocks })]);
  const pages = { '/metrics': steps };
  const source = engineMetrics('http://x', await trtllm(), answering(pages, asked));
  const row = await source?.read();
  assert.deepEqual([row?.running, row?.waiting, row?.kvUsage, row?.prefixCacheHitRate], [3, 1, 0.25, 0.5]);
  pages['/metrics'] = '[]';
  assert.equal((await source?.read())?.scrape_reason, 'nothing in the answer could be read');
  pages['/metrics'] = '[{"numActiveRequests":null,"kvCacheStats":{"maxNumBlocks":0}}]';
  assert.deepEqual([(await source?.read())?.running, source?.raw?.last()?.text], [null, pages['/metrics']]);
  assert.deepEqual(asked, ['/prometheus/metrics', '/metrics', '/metrics', '/metrics']);
});
