import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleRun } from '../testing/example-run.ts';
import type { Phase } from './run.ts';
import { startupTimes } from './startup-times.ts';

function phase(name: string, startedAtMs: number, endedAtMs: number, source: Phase['source']): Phase {
  return { phase: name, startedAtMs, endedAtMs, source };
}

const vllm = exampleRun({
  startup: [
    phase('pull', 0, 900, 'docker'),
    phase('create', 900, 1_000, 'docker'),
    phase('workerStarted', 1_000, 61_000, 'log'),
    phase('weightsLoaded', 61_000, 70_000, 'log'),
    phase('engineCompiled', 70_000, 100_000, 'log'),
    phase('graphsCaptured', 100_000, 120_000, 'log'),
    phase('ready', 1_000, 130_000, 'probe'),
    phase('first token', 130_000, 130_200, 'probe'),
  ],
  startupTold: [{ phase: 'engineCompiled', tookMs: 27_000, readFrom: 'log of the engine' }],
});

test('parts have one name for all engines, and say who measured them', () => {
  assert.deepEqual(
    startupTimes(vllm).map(({ part, ms, by }) => [part, ms, by]),
    [
      ['pull', 900, 'docker'],
      ['create', 100, 'docker'],
      ['weights', 9_000, 'log'],
      ['compile', 27_000, 'engine'],
      ['graphs', 20_000, 'log'],
      ['ready', 129_000, 'probe'],
      ['firstToken', 200, 'probe'],
    ],
  );
});

test('what comes in two phases adds up, and the engine is believed only where it tells both', () => {
  const startup = [phase('weightsConverted', 0, 31_000, 'log'), phase('engineCompiled', 31_000, 160_000, 'log')];
  const told = { phase: 'engineCompiled' as const, tookMs: 129_000, readFrom: 'log of the engine' };
  const both = [told, { ...told, phase: 'weightsConverted' as const, tookMs: 30_000 }];
  const compile = (startupTold: typeof both) => startupTimes(exampleRun({ startup, startupTold }));
  assert.deepEqual(compile([told]), [{ part: 'compile', ms: 160_000, by: 'log' }]);
  assert.deepEqual(compile(both), [{ part: 'compile', ms: 159_000, by: 'engine' }]);
});

test('a phase that only the engine tells of is a part too', () => {
  const startupTold = [{ phase: 'graphsCaptured' as const, tookMs: 7_000, readFrom: 'metric x' }];
  assert.deepEqual(startupTimes(exampleRun({ startupTold })), [{ part: 'graphs', ms: 7_000, by: 'engine' }]);
});
