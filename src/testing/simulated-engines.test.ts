import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { engineMetrics } from '../collect/engine-metrics.ts';
import { engineNames } from '../config/engines.ts';
import { loadConfig } from '../config/load-config.ts';
import { personalityOf } from '../config/simulated-engine.ts';
import type { ReadyEngine } from '../domain/engine-life.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import { emptyRequest } from '../domain/request.ts';
import { type Sample, sampleSchema } from '../domain/sample.ts';
import { engineLogPath } from '../engine/engine-log.ts';
import { startEngine } from '../engine/start-engine.ts';
import { measurePhases } from '../engine/startup-phases.ts';
import { buildWorkload } from '../load/build-workload.ts';
import { runLoad } from '../load/run-load.ts';
import { makePlan } from '../plan/make-plan.ts';
import { awaitReady } from '../readiness/await-ready.ts';
import { smallRequest, type TestRun, testRun } from './docker-fixtures.ts';
import { testWorld } from './test-world.ts';

const world = testWorld();
const limit = 12;
const names = (await engineNames(world)).filter((name) => personalityOf(name) !== null);

async function planOf(engine: string): Promise<Plan> {
  const config = await loadConfig({ ...emptyRequest, limit }, { engine, asProcess: true }, world);
  return makePlan(config, world);
}

async function lines(path: string): Promise<string[]> {
  const found: string[] = [];
  for await (const line of world.files.lines(path)) found.push(line);
  return found;
}

/** The samples of one cell, sent by the load generator itself. */
async function measure(engine: ReadyEngine, cell: Cell, plan: Plan, run: TestRun): Promise<Sample[]> {
  const folder = join(run.folder, cell.id);
  const workload = await buildWorkload(cell, plan, world);
  const idle = () => undefined;
  await runLoad({ engine, cell, plan, run, folder, workload, onProgress: idle, onClient: idle }, world);
  return (await lines(join(folder, 'requests.jsonl'))).map((line) => sampleSchema.parse(JSON.parse(line)));
}

function isJson(text: string | null): boolean {
  try {
    return typeof JSON.parse(text ?? '') === 'object';
  } catch {
    return false;
  }
}

async function checkLoad(ready: ReadyEngine, plan: Plan, run: TestRun): Promise<void> {
  let outputTokens = 0;
  for (const test of ['throughput', 'json_struct'] as const) {
    const cell = plan.cells.find((candidate) => candidate.test === test && candidate.purpose === 'speed');
    assert.ok(cell);
    const samples = await measure(ready, cell, plan, run);
    assert.equal(samples.length, cell.requests);
    for (const { outcome, error, chunks, inputTokens, answer, outputTokens: tokens } of samples) {
      assert.equal(outcome, 'ok', `${test}: ${error}`);
      assert.ok(
        chunks > 0 && (inputTokens ?? 0) > 0 && (tokens ?? 0) > 0,
        `${test}: ${chunks} chunks, ${tokens} tokens`,
      );
      outputTokens += tokens ?? 0;
      if (test === 'json_struct')
        assert.equal(isJson(answer), plan.engine.name !== 'sim-transformers', `answer ${answer}`);
    }
  }
  const sampler = engineMetrics(ready.url, plan, world);
  if (sampler === null) return;
  const values = await sampler.read();
  // The small request that proved the engine ready was cut off; engines differ in whether they count its tokens.
  const counted = Number(values.generationTokens ?? 0);
  assert.ok(counted >= outputTokens && counted <= outputTokens + 16, `${counted} counted, ${outputTokens} received`);
  const { required } = plan.engine.metrics;
  assert.ok(required.length >= 4);
  assert.deepEqual(
    required.filter((word) => !Number.isFinite(values[word])),
    [],
    'metrics that the definition requires and the page lacks',
  );
  const requests = Number(values.requestsDone ?? values.ttftCount ?? limit);
  assert.ok(requests >= limit, `${requests} requests counted`);
}

describe('the definition of each engine, against a simulator that speaks like it', () => {
  assert.ok(names.length >= 5, names.join(', '));
  for (const name of names) {
    test(`${name} becomes ready, is measured and tells its metrics and start-up phases`, async () => {
      const plan = await planOf(name);
      const run = await testRun(world);
      const started = await startEngine(plan, run, world);
      try {
        const ready = await awaitReady(started, plan, smallRequest(plan), run, world);
        assert.deepEqual(ready.models, ['sim-model']);
        if (plan.engine.versionFrom !== null) assert.match(ready.version ?? '', /^\d.*\+sim$/);
        await checkLoad(ready, plan, run);
        const phases = measurePhases(plan.engine.startup, run);
        for (const line of await lines(engineLogPath(run))) phases.readLine(line);
        assert.deepEqual(
          phases.phases.map(({ phase }) => phase),
          plan.engine.startup.map(({ phase }) => phase),
        );
      } finally {
        await started.stop();
        await world.files.remove(run.folder);
      }
    });
  }
});
