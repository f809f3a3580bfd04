import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gpuMetrics } from '../../domain/gpu-metric.ts';
import { startJsonServer } from '../../testing/json-server.ts';
import { exampleRunContext } from '../../testing/sim-engine.ts';
import { testWorld } from '../../testing/test-world.ts';
import { startSampler } from '../sampler.ts';
import { dcgmReading, dcgmSource, type GpuName } from './dcgm-source.ts';
import { gpuSampler } from './gpu-sampler.ts';

const world = testWorld();
const uuid = 'GPU-11111111-2222-3333-4444-555555555555';
const first: GpuName = { uuid, index: '0' };
const mib = 1024 ** 2;

/** dcgm-exporter as the simulator plays it, on the field list that a run gives to the real one. */
async function startExporter() {
  const fields = join(world.root, 'compose', 'dcgm-exporter', 'counters.csv');
  const args = ['dcgm-exporter', '-f', fields, '-c', '1000', '-a', '127.0.0.1:0'];
  const child = world.processes.start(join(world.root, '.tools', 'sim'), args, {});
  for await (const line of child.stdoutLines) return { url: line.replace('listening on ', ''), child };
  throw new Error('it ended at once');
}

async function metricsOf(url: string): Promise<string> {
  return (await world.http.fetch(`${url}/metrics`, { timeoutMs: 5_000 })).text;
}

test('a reading is of the engine’s own GPU, in our units, and what is blank is null', async (context) => {
  const { url, child } = await startExporter();
  context.after(() => child.kill('SIGKILL'));
  const text = await metricsOf(url);
  const { energyJ, ...reading } = dcgmReading(text, first);
  assert.ok(typeof energyJ === 'number' && energyJ >= 0 && energyJ < 312.5 * 60, `${energyJ} J`);
  assert.deepEqual(reading, {
    memoryUsedBytes: 72103 * mib,
    memoryTotalBytes: 81559 * mib,
    utilisationPercent: 97,
    memoryCopyPercent: 61,
    powerW: 312.5,
    powerLimitW: 700,
    smClockMhz: 1980,
    memoryClockMhz: 2619,
    temperatureC: 61,
    memoryTemperatureC: null,
    smActive: 0.874512,
    tensorActive: 0.312345,
    dramActive: 0.556677,
    pcieSentBytesPerS: 1048576,
    pcieReceivedBytesPerS: 2097152,
    powerViolationS: 1.5,
    thermalViolationS: 0,
    throttleReasons: 4,
    performanceState: 0,
    xidLast: 0,
  });
  assert.equal(dcgmReading(text, { uuid: null, index: '1' }).powerW, 70.1);
  assert.equal(dcgmReading(text, { uuid: 'GPU-other', index: '0' }).powerW, null);
});

test('old exporters print DCGM’s mark for blank; it is null too', () => {
  const text = `DCGM_FI_DEV_MEMORY_TEMP{gpu="0",UUID="${uuid}"} 9223372036854775794\nDCGM_FI_DEV_GPU_TEMP{gpu="0",UUID="${uuid}"} 61\n`;
  const { memoryTemperatureC, temperatureC, memoryTotalBytes } = dcgmReading(text, first);
  assert.deepEqual([memoryTemperatureC, temperatureC, memoryTotalBytes], [null, 61, null]);
});

test('gpu.csv: a reload of the exporter is a gap, and so is its end', async (context) => {
  const started = await startExporter();
  context.after(() => started.child.kill('SIGKILL'));
  const { folder } = exampleRunContext();
  const source = dcgmSource(started.url, first, world);
  const sampler = gpuSampler(source);
  assert.equal((await sampler.read()).power_w, 312.5);
  process.kill(started.child.pid, 'SIGHUP');
  while ((await metricsOf(started.url)) !== '');
  const gap = await sampler.read();
  assert.deepEqual([source.last?.()?.status, source.last?.()?.reason], [200, 'the answer is empty']);
  assert.deepEqual(
    new Set(Object.entries(gap).map(([column, value]) => (column === 'source' ? 'dcgm' : value))),
    new Set(['dcgm', null]),
  );
  process.kill(started.child.pid, 'SIGHUP');
  while ((await metricsOf(started.url)) === '');
  started.child.kill('SIGKILL');
  await started.child.exit;
  const clock = exampleRunContext().clock;
  const path = join(folder, 'gpu.csv');
  const running = await startSampler(sampler, path, { clock, intervalMs: 60_000, keepRaw: false }, world);
  await running.stop();
  assert.match(source.last?.()?.reason ?? '', /ECONNREFUSED/);
  const [header, ...rows] = readFileSync(path, 'utf8').trim().split('\n');
  assert.equal(header, ['t_s', 'read_ms', 'unix_ms', 'source', ...Object.values(gpuMetrics)].join(','));
  assert.deepEqual(
    rows.map((row) => row.split(',').slice(3).join('')),
    ['dcgm', 'dcgm'],
  );
});

test('an answer that is no page of metrics says why in what is kept of it, and has no values', async (context) => {
  const other = await startJsonServer(context, () => ({ text: '' }));
  const source = dcgmSource(other, first, world);
  assert.deepEqual(await source.read(), {});
  const { status, reason, text } = source.last?.() ?? {};
  assert.deepEqual([status, reason, text], [404, 'HTTP 404', '{}']);
});
