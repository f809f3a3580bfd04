import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineDefinition } from '../domain/engine-definition.ts';
import type { RunContext } from '../domain/run-context.ts';
import { measurePhases } from './startup-phases.ts';

function runAt(times: number[]): RunContext {
  return { elapsedMs: () => times.shift() ?? assert.fail('asked for the time too often') } as RunContext;
}

test('a mark ends its phase, once, and the phase began where the one before ended', async () => {
  const startup: EngineDefinition['startup'] = [
    { phase: 'weightsLoaded', mark: 'Loading.*took' },
    { phase: 'graphsCaptured', mark: 'Graph capturing finished' },
  ];
  const measured = measurePhases(startup, runAt([10, 30, 500, 900]));
  await measured.time('start', async () => undefined);
  for (const line of ['hello', 'Loading weights took 3 s', 'Loading weights took 4 s', 'Graph capturing finished']) {
    measured.readLine(line);
  }
  assert.deepEqual(measured.phases, [
    { phase: 'start', startedAtMs: 10, endedAtMs: 30, source: 'docker' },
    { phase: 'weightsLoaded', startedAtMs: 30, endedAtMs: 500, source: 'log' },
    { phase: 'graphsCaptured', startedAtMs: 500, endedAtMs: 900, source: 'log' },
  ]);
});

test('a step that fails keeps its time', async () => {
  const measured = measurePhases([], runAt([1, 5]));
  await assert.rejects(measured.time('pull', async () => assert.fail('no')));
  assert.deepEqual(measured.phases, [{ phase: 'pull', startedAtMs: 1, endedAtMs: 5, source: 'docker' }]);
});
