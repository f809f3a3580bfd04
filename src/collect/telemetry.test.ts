import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { examplePlan } from '../testing/example-cell.ts';
import { exampleRunContext, startSim } from '../testing/sim-engine.ts';
import { testWorld } from '../testing/test-world.ts';
import type { OnReading } from './sampler.ts';
import { startTelemetry } from './telemetry.ts';

function rows(path: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  const names = head?.split(',') ?? [];
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index] ?? '', cell])));
}

test('every source has a first and a last row, on both clocks', async () => {
  const world = testWorld();
  const sim = await startSim(['--max-speed'], world);
  const { folder, clock } = exampleRunContext();
  const told: { file: string; row: Record<string, unknown>; raw: string | null }[] = [];
  try {
    const onReading: OnReading = (file, row, raw) => told.push({ file, row, raw });
    const telemetry = await startTelemetry(sim.engine, examplePlan(), folder, { clock, gpu: null }, world, onReading);
    telemetry.setClient(world.host.pid);
    const body = JSON.stringify({ model: 'dyno-sim', prompt: 'Say it.', max_tokens: 5, ignore_eos: true });
    const headers = { 'content-type': 'application/json' };
    await world.http.fetch(`${sim.engine.url}/v1/completions`, { method: 'POST', headers, body, timeoutMs: 5_000 });
    await world.clock.sleep(1_100);
    await telemetry.stop();
  } finally {
    await sim.stop();
  }
  const engine = rows(`${folder}/engine_metrics.csv`);
  assert.equal(Number(engine.at(-1)?.generationTokens) - Number(engine[0]?.generationTokens), 5);
  for (const file of ['engine_metrics', 'gpu_memory', 'engine_process', 'host']) {
    const series = rows(`${folder}/${file}.csv`);
    assert.ok(series.length >= 3, `${file} has ${series.length} rows`);
    const times = series.map((row) => Number(row.t_s));
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    assert.ok(series.every((row) => Number(row.unix_ms) > 1_700_000_000_000));
  }
  const scraped = told.filter(({ file }) => file === 'engine_metrics.csv');
  assert.deepEqual(
    scraped.map(({ row }) => [row.t_s, row.generationTokens].map(String)),
    engine.map((row) => [row.t_s, row.generationTokens]),
    'whoever watches is told what the file holds',
  );
  assert.ok(scraped.every(({ raw }) => raw?.includes('sim:generation_tokens_total')));
  const raws = gunzipSync(readFileSync(`${folder}/engine_metrics.raw.jsonl.gz`))
    .toString()
    .trim()
    .split('\n');
  assert.deepEqual(
    raws
      .map((line) => JSON.parse(line))
      .map(({ t_s, path, status, reason, text }) => ({ t_s, path, status, reason, text })),
    scraped.map(({ row, raw }) => ({ t_s: row.t_s, path: '/metrics', status: 200, reason: null, text: raw })),
    'each answer is kept as it came',
  );
  const memory = rows(`${folder}/gpu_memory.csv`)[0];
  assert.deepEqual([memory?.source, Number(memory?.memory_used_bytes) > 0], ['process', true]);
  const hostRows = rows(`${folder}/host.csv`);
  // The last reading may come right after the one before it, with no tick of the kernel between them.
  const busy = hostRows.map((row) => Number(row.cpu_percent));
  assert.ok(Math.max(...busy) > 0 && Math.max(...busy) <= 100, `CPU ${busy.join(' ')}`);
  const host = hostRows.at(-1);
  assert.equal(Number(host?.client_cpus), world.host.cpus);
  assert.notEqual(host?.client_cpu_percent, '');
});

test('an engine that is gone leaves empty cells and no error', async () => {
  const world = testWorld();
  const sim = await startSim([], world);
  const { folder, clock } = exampleRunContext();
  await sim.stop();
  const plan = examplePlan();
  plan.suite.telemetry.keepRaw = false;
  const telemetry = await startTelemetry(sim.engine, plan, folder, { clock, gpu: null }, world);
  await telemetry.stop();
  assert.equal(existsSync(`${folder}/engine_metrics.raw.jsonl.gz`), false, 'where the suite does not want it');
  assert.deepEqual(
    rows(`${folder}/engine_metrics.csv`).map((row) => row.generationTokens),
    ['', ''],
  );
  assert.equal(rows(`${folder}/gpu_memory.csv`)[0]?.memory_used_bytes, '');
});

test('a folder that cannot be written is an error, because results would be missing', async () => {
  const world = testWorld();
  const sim = await startSim([], world);
  try {
    const { folder, clock } = exampleRunContext();
    writeFileSync(`${folder}/cell`, 'a file in the way');
    const gone = startTelemetry(sim.engine, examplePlan(), `${folder}/cell/deeper`, { clock, gpu: null }, world);
    await assert.rejects(gone, { code: 'RESULTS_WRITE_FAILED' });
  } finally {
    await sim.stop();
  }
});
