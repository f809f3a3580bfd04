import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import type { Environment } from '../../domain/environment.ts';
import type { GpuReading } from '../../domain/gpu-metric.ts';
import type { GpuProcesses } from '../../domain/gpu-processes.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { exampleCell, examplePlan } from '../../testing/example-cell.ts';
import { readJson, readRecord } from '../../testing/run-on-disk.ts';
import { type SecondDocker, startSecondDocker, whyNoSecondDocker } from '../../testing/second-docker.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { testWorld } from '../../testing/test-world.ts';

const { root, host } = testWorld();
const mib = 1024 ** 2;
const uuid = 'GPU-11111111-2222-3333-4444-555555555555';
const foreign = { pid: '4242', used_memory: '900', process_name: '/usr/bin/somebody' };
/** An old driver: it knows few fields, and calls the reasons by their older name. */
const fields = {
  ...{ index: '0', uuid, name: 'NVIDIA H100 80GB HBM3', driver_version: '530.30.02' },
  ...{ 'memory.total': '81559', 'memory.used': '1000', 'utilization.gpu': '3', 'power.draw': '[N/A]' },
  'clocks_throttle_reasons.active': '0x0000000000000001',
};

/** HwThermalSlowdown, in what the exporter says. */
const tooHot = { DCGM_FI_DEV_CLOCKS_EVENT_REASONS: '64' };

type Ended = { folder: string; errors: string[]; shown: string; smi: { words: string; reading: GpuReading } };

/** A service that wants a GPU, run by the simulator; the path of its file from the repository on. */
function composeFile(folder: string): string {
  const path = join(folder, 'engine.yaml');
  const device = '{ driver: nvidia, device_ids: ["0"], capabilities: [gpu] }';
  const service =
    'image: dyno-test/engine:1, environment: { SIM_HOST: 0.0.0.0, SIM_PORT: "8000" }, command: [--model, dyno-sim, --ttft-ms, "400"]';
  const deploy = `deploy: { resources: { reservations: { devices: [${device}] } } }`;
  writeFileSync(path, `name: dyno\nservices: { engine: { ${service}, ${deploy} } }\n`);
  return relative(root, path);
}

function gpuPlan(composeFile: string): Plan {
  const plan = examplePlan([exampleCell({ requests: 2, warmupRequests: 0 })]);
  return {
    ...plan,
    engine: { ...plan.engine, needs: 'nvidia-gpu' },
    suite: { ...plan.suite, telemetry: { ...plan.suite.telemetry, intervalMs: 100 } },
    target: { kind: 'container', composeFile, service: 'engine', variables: {} },
  };
}

async function runOn(docker: SecondDocker, plan: Plan): Promise<Ended> {
  const folder = temporaryFolder();
  const path = join(folder, 'plan.json');
  writeFileSync(path, JSON.stringify(plan));
  mkdirSync(join(folder, 'results'));
  const entry = join(root, 'src', 'testing', 'run-on-gpu.ts');
  const command = [host.nodePath, entry, path, join(folder, 'results'), docker.statePath];
  const env = { DYNO_DCGM_EXPORTER_IMAGE: 'dyno-test/dcgm-exporter:1', DYNO_LOCK_DIR: folder };
  const { exitCode, stdout, stderr } = await docker.run(command, env);
  assert.equal(exitCode, 0, stderr);
  return JSON.parse(stdout) as Ended;
}

function gpuRows(folder: string): Record<string, string>[] {
  const [header = '', ...lines] = readFileSync(join(folder, 'throughput/run-1/gpu.csv'), 'utf8').trim().split('\n');
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index] ?? '', cell])));
}

function assertReadByDcgm({ folder, shown }: Ended): void {
  assert.match(shown, /the GPU is read by dcgm-exporter beside the engine/);
  const rows = gpuRows(folder);
  assert.deepEqual(new Set(rows.map(({ source }) => source)), new Set(['dcgm']));
  assert.deepEqual([rows[0]?.power_w, rows[0]?.memory_used_bytes], ['312.5', String(72103 * mib)]);
  const { gpus, images } = readJson(folder, 'env.json') as Environment;
  assert.deepEqual(images.map(({ purpose }) => purpose).sort(), ['engine', 'telemetry']);
  assert.deepEqual(
    gpus.map((gpu) => [gpu.uuid, gpu.driver]),
    [[uuid, '530.30.02']],
  );
}

function assertProcessesTold(folder: string): void {
  const { snapshots } = readJson(folder, 'gpu-processes.json') as GpuProcesses;
  assert.deepEqual(
    snapshots.map(({ when, askedIn, memoryUsedBytes }) => [when, askedIn, (memoryUsedBytes ?? 0) / mib]),
    [
      ['before', 'container', 1000],
      ['cell-begin', 'container', 72000],
      ['cell-end', 'container', 72000],
      ['after', 'container', 1000],
    ],
  );
  const others = snapshots.map(({ processes }) => processes?.filter(({ ours }) => !ours).map(({ name }) => name));
  assert.deepEqual(others, Array(4).fill([foreign.process_name]));
  const own = snapshots.map(({ processes }) => processes?.some(({ ours }) => ours));
  assert.deepEqual(own, [false, true, true, false]);
}

function assertGpuJudged(folder: string): void {
  const { rules } = readJson(folder, 'throughput/run-1/verdict.json') as Verdict;
  const found = (name: string) => rules.find(({ rule }) => rule === name);
  const shared = found('GPU_SHARED');
  assert.equal(shared?.state, 'WARN', 'it holds less than 1 GiB');
  assert.match(shared.measured, new RegExp(`^${foreign.process_name} \\(pid \\d+, \\d+ MiB\\)$`));
  const throttled = found('GPU_THROTTLED');
  assert.equal(throttled?.state, 'INVALID');
  assert.match(throttled.measured, /^slowed down by heat or hardware 100 % of the time/);
  assert.equal(found('GPU_ERROR')?.state, 'VALID');
}

function assertGpuAsBefore(folder: string): void {
  const { cleanup } = readRecord(folder);
  assert.ok(cleanup?.clean);
  const memory = 1000 * mib;
  const back = { processes: [], memoryBeforeBytes: memory, memoryAfterBytes: memory, memoryBack: true };
  assert.deepEqual(cleanup.gpu, back);
}

test('on a GPU that is played: dcgm-exporter beside the engine, nvidia-smi inside it, and afterwards all as before', async (context) => {
  const why = await whyNoSecondDocker();
  if (why !== null) return context.skip(why);
  const docker = await startSecondDocker({ gpu: fields, apps: [foreign], dcgm: tooHot }, context);
  const ended = await runOn(docker, gpuPlan(composeFile(temporaryFolder())));
  assert.deepEqual(ended.errors, [], ended.shown);
  assertReadByDcgm(ended);
  assertProcessesTold(ended.folder);
  assertGpuJudged(ended.folder);
  assertGpuAsBefore(ended.folder);
  assert.equal(ended.smi.words, 'nvidia-smi inside');
  const known = { memoryTotalBytes: 81559 * mib, utilisationPercent: 3, powerW: null, throttleReasons: 1 };
  assert.deepEqual(ended.smi.reading, { memoryUsedBytes: 1000 * mib, ...known }, 'what an old driver knows');
});
