import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadConfig } from '../config/load-config.ts';
import type { Config } from '../domain/config.ts';
import { readGpuList } from '../domain/gpu-device.ts';
import { emptyRequest } from '../domain/request.ts';
import { testWorld } from '../testing/test-world.ts';
import { givenGpu, gpuWords } from './gpu-list.ts';
import { cacheNote, gpuMemoryProblem, hostMemoryProblem } from './memory.ts';

/** As nvidia-smi answers, with the sizes that these GPUs really report. */
const [h100, h200, small] = readGpuList(
  [
    '0, GPU-5f0a, NVIDIA H100 80GB HBM3, 81559, 580.95.05',
    '1, GPU-77b1, NVIDIA H200, 143771, 580.95.05',
    '2, GPU-90cc, NVIDIA L4, 24576, 580.95.05',
    '',
  ].join('\n'),
);
assert.ok(h100 && h200 && small);
const shared = { index: 0, uuid: 'GPU-1', name: 'NVIDIA GB10', memoryBytes: null, driver: null };
const world = testWorld();

function config(engine: string, model: string, ...set: string[]): Promise<Config> {
  return loadConfig({ ...emptyRequest, engine, model, set }, { engine, asProcess: false }, world);
}

describe('whether a model fits a GPU', () => {
  test('gpt-oss-20b fits an H100 and a GPU of 24 GB', async () => {
    const plan = await config('vllm', 'gpt-oss-20b');
    for (const gpu of [h100, h200, small]) assert.equal(gpuMemoryProblem(plan, gpu), null, gpu.name);
  });

  test('Llama 4 Scout fits an H200 and not an H100, and the arithmetic is told', async () => {
    const plan = await config('vllm', 'llama-4-scout-fp8');
    assert.equal(gpuMemoryProblem(plan, h200), null);
    const error = gpuMemoryProblem(plan, h100);
    assert.equal(error?.code, 'MODEL_TOO_BIG');
    assert.match(error.message, /weights 111\.1 GB \(estimated\) \+ cache of one sequence of 8192 tokens 1\.6 GB/);
    assert.match(error.message, /\(2 × 48 layers × 8 heads × 128 × 2 bytes a token\) = 112\.7 GB/);
    assert.match(error.message, /allowed: engine\.memoryShare 0\.9 × NVIDIA H100 80GB HBM3 85\.5 GB = 77\.0 GB/);
  });

  test('a long context counts, and an fp8 cache halves it', async () => {
    // 131072 tokens x 131072 bytes = 17.2 GB beside 9.1 GB of weights.
    const long = ['engine.contextLength=131072', 'engine.memoryShare=0.9'];
    const plan = await config('vllm', 'llama-3.1-8b-fp8', ...long);
    assert.match(gpuMemoryProblem(plan, small)?.message ?? '', /17\.2 GB/);
    assert.equal(
      gpuMemoryProblem(await config('vllm', 'llama-3.1-8b-fp8', ...long, 'engine.kvCacheDtype=fp8'), small),
      null,
    );
  });

  test('what is unknown refuses nothing', async () => {
    const plan = await config('vllm', 'llama-4-scout-fp8');
    assert.equal(gpuMemoryProblem(plan, null), null);
    assert.equal(gpuMemoryProblem(plan, shared), null);
    assert.equal(gpuMemoryProblem({ ...plan, model: { ...plan.model, sizes: null } }, h100), null);
  });

  test('fewer full-length sequences than asked for are told, not refused', async () => {
    const plan = await config('vllm', 'gpt-oss-20b');
    // (0.9 x 85.5 GB - 13.7 GB) / (49,152 bytes x 8,192 tokens)
    assert.match(
      cacheNote(plan, h100) ?? '',
      /63\.2 GB are left for the cache, room for 157 sequences of 8192 tokens; 200/,
    );
    assert.equal(cacheNote(plan, h200), null);
  });
});

test('an engine that compiles needs main memory for it, 2.5 times the weights', async () => {
  const plan = await config('trtllm-engine', 'qwen3-8b');
  assert.equal(hostMemoryProblem(plan, 64e9), null);
  const error = hostMemoryProblem(plan, 32e9);
  assert.equal(error?.code, 'MODEL_TOO_BIG');
  assert.match(error.message, /2\.5 × weights 16\.4 GB = 41\.0 GB of main memory; this machine has 32\.0 GB/);
  assert.equal(hostMemoryProblem(await config('vllm', 'qwen3-8b'), 8e9), null);
  assert.equal(hostMemoryProblem(await config('llamacpp', 'dyno-1m'), 2e9), null);
});

test('the GPU is the one that DYNO_GPU names by index or UUID, else the first', () => {
  const gpus = [h100, h200, small];
  assert.equal(givenGpu(gpus, {}), h100);
  assert.equal(givenGpu(gpus, { DYNO_GPU: '1' }), h200);
  assert.equal(givenGpu(gpus, { DYNO_GPU: 'GPU-90cc' }), small);
  assert.equal(givenGpu(gpus, { DYNO_GPU: '7' }), null);
  assert.equal(
    gpuWords([h100, shared]),
    'GPU 0: NVIDIA H100 80GB HBM3 (81559 MiB); GPU 0: NVIDIA GB10 (memory unknown)',
  );
  assert.deepEqual(readGpuList('0, GPU-1, NVIDIA GB10, [N/A], 580.95.05\nNo devices were found\n'), [
    { index: 0, uuid: 'GPU-1', name: 'NVIDIA GB10', memoryBytes: null, driver: '580.95.05' },
  ]);
});
