import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readEngine } from '../config/engines.ts';
import { collectMistakes } from '../config/mistakes.ts';
import type { RunContext } from '../domain/run-context.ts';
import { testWorld } from '../testing/test-world.ts';
import { measurePhases } from './startup-phases.ts';

/** Milliseconds of the stamp that a line has: of the day, or since the server began; null where it has none. */
function stampMs(line: string): number | null {
  const [, hours, minutes, seconds] = /(\d\d):(\d\d):(\d\d)/.exec(line) ?? [];
  if (hours !== undefined) return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  const [, minute, second, ms] = /^(\d+)\.(\d\d)\.(\d{3})\./.exec(line) ?? [];
  return minute === undefined ? null : (Number(minute) * 60 + Number(second)) * 1000 + Number(ms);
}

/** Feeds a recorded log to the marks of an engine, each line at its own time: phase and whole seconds it took. */
async function phasesOf(engineName: string, file: string): Promise<[string, number][]> {
  const engine = await readEngine(engineName, testWorld(), collectMistakes());
  assert.ok(engine !== null);
  let nowMs = 0;
  const measured = measurePhases(engine.startup, { elapsedMs: () => nowMs } as RunContext);
  const text = readFileSync(join(import.meta.dirname, 'testdata', 'startup-logs', file), 'utf8');
  for (const line of text.split('\n')) {
    nowMs = stampMs(line) ?? nowMs;
    measured.readLine(line);
  }
  return measured.phases.map((one) => [one.phase, (one.endedAtMs - one.startedAtMs) / 1000]);
}

test('vLLM: weights are told from the start of the worker, and compiling from both', async () => {
  assert.deepEqual(await phasesOf('vllm', 'vllm-0.32.0.log'), [
    ['processStarted', 0],
    ['engineConfigured', 42],
    ['workerStarted', 74],
    ['weightsLoaded', 0],
    ['engineCompiled', 22],
    ['engineInitialised', 2],
    ['serverListening', 6],
  ]);
});

test('vLLM: an eager start has no compiling and no graphs, and none are claimed', async () => {
  assert.deepEqual(await phasesOf('vllm', 'vllm-0.32.0-eager.log'), [
    ['processStarted', 0],
    ['engineConfigured', 62],
    ['workerStarted', 84],
    ['weightsLoaded', 1],
    ['engineInitialised', 3],
    ['serverListening', 29],
  ]);
});

test('SGLang: two and a half minutes pass before the worker reads weights for no time', async () => {
  assert.deepEqual(await phasesOf('sglang', 'sglang-0.5.23.log'), [
    ['processStarted', 0],
    ['workerStarted', 184],
    ['weightsLoaded', 0],
    ['kvCacheAllocated', 2],
    ['engineInitialised', 1],
    ['serverListening', 1],
    ['warmedUp', 2],
  ]);
});

test('SGLang: the graphs of decoding and of the prefill are one phase in two parts, whatever a version calls them', async () => {
  const engine = await readEngine('sglang', testWorld(), collectMistakes());
  const graphs = [
    'Capture target decode CUDA graph end. elapsed=7.00 s, mem usage=1.93 GB',
    'Capture target prefill CUDA graph end. elapsed=3.10 s',
  ];
  for (const lines of [graphs, graphs.toReversed(), ['Capture cuda graph end. Time elapsed: 7.00 s']]) {
    const measured = measurePhases(engine?.startup ?? [], { elapsedMs: () => 0 } as RunContext);
    for (const line of lines) measured.readLine(line);
    assert.deepEqual(
      measured.phases.map(({ phase }) => phase),
      lines.map(() => 'graphsCaptured'),
    );
  }
});

test('llama.cpp: from the first line on, to the millisecond', async () => {
  assert.deepEqual(await phasesOf('llamacpp', 'llamacpp.log'), [
    ['processStarted', 0],
    ['weightsLoaded', 0.086],
    ['serverListening', 0.013],
  ]);
});

test('TensorRT-LLM, PyTorch backend: what happens twice counts at the first time', async () => {
  assert.deepEqual(await phasesOf('trtllm', 'trtllm-1.1.0rc3.log'), [
    ['processStarted', 0],
    ['workerStarted', 15],
    // Its line has no stamp: the clock stands at the line before.
    ['weightsLoaded', 2],
    ['kvCacheAllocated', 0],
    ['kernelsTuned', 76],
    ['graphsCaptured', 12],
    ['engineInitialised', 8],
    ['serverListening', 0],
  ]);
});

test('TensorRT-LLM, compiled engine: converting and compiling are phases of their own', async () => {
  const phases = await phasesOf('trtllm-engine', 'trtllm-engine.log');
  assert.deepEqual(
    phases.map(([phase]) => phase),
    ['weightsConverted', 'engineCompiled', 'kvCacheAllocated', 'serverListening'],
  );
});
