import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import type { Cell, Plan } from '../../domain/plan.ts';
import type { DynoError } from '../../errors.ts';
import { exampleCell, examplePlan } from '../../testing/example-cell.ts';
import { exampleRunContext, startSim } from '../../testing/sim-engine.ts';
import { testWorld } from '../../testing/test-world.ts';
import { buildWorkload } from '../build-workload.ts';
import { requestKinds } from './kinds.ts';
import { tryRequests } from './try-requests.ts';

const world = testWorld();

const json: Partial<Cell> = { id: 'json_struct/run-1', test: 'json_struct', constraint: 'schema', requests: 80 };
const batch: Partial<Cell> = { id: 'throughput/run-3', batchSize: 3, endpoint: 'completions' };
const cells = [
  exampleCell(),
  exampleCell({ id: 'throughput/run-2', repeat: 2, seed: 8, maxTokens: 500 }),
  exampleCell(batch),
  exampleCell(json),
  exampleCell({ ...json, id: 'json_struct/unconstrained/run-1', constraint: 'none' }),
];

async function tried(context: TestContext, plan: Plan, ...flags: string[]) {
  const sim = await startSim(['--ttft-ms', '5', '--itl-ms', '1', '--output-tokens', '12', ...flags], world);
  const run = exampleRunContext();
  context.after(async () => {
    await sim.stop();
    rmSync(run.folder, { recursive: true });
  });
  const sender = { engine: sim.engine, run, onProgress: () => undefined, onClient: () => undefined };
  const result = await tryRequests(sender, plan, world).catch((error: DynoError) => error);
  const kept = await world.files.readText(join(run.folder, 'validation.jsonl'));
  return {
    result,
    kept: kept
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  };
}

test('every kind of request of the plan is tried once, in its order, with a small limit', () => {
  const kinds = requestKinds(examplePlan(cells)).map(({ cell, item }) => [cell.id, item.path, item.body.max_tokens]);
  assert.deepEqual(kinds, [
    ['throughput/run-1', '/v1/chat/completions', 16],
    ['throughput/run-3', '/v1/completions', 16],
    ['json_struct/run-1', '/v1/chat/completions', 16],
    ['json_struct/unconstrained/run-1', '/v1/chat/completions', 16],
  ]);
});

test('what is tried is asked in no measured request: neither its prompt nor its schema', async () => {
  const plan = examplePlan(cells);
  const measured = [];
  for (const cell of cells) measured.push(...(await buildWorkload(cell, plan, world)).measured);
  const [texts, schemas] = [measured, measured].map((items) => JSON.stringify(items));
  for (const { item } of requestKinds(plan)) {
    const messages = (item.body.messages ?? []) as { content: string }[];
    const text = messages.at(-1)?.content ?? (item.body.prompt as string[])[0] ?? '';
    assert.ok(text.length > 0 && !texts?.includes(text), text);
    if (item.meta.jsonSchema) assert.ok(!schemas?.includes(JSON.stringify(item.meta.jsonSchema)));
  }
});

describe('against the simulator', { concurrency: 2 }, () => {
  test('an engine that takes everything is accepted, and each request is kept with its answer', async (t) => {
    const { result, kept } = await tried(t, examplePlan(cells));
    assert.ok(Array.isArray(result), String(result));
    assert.deepEqual(
      kept.map((one) => [one.id, one.accepted, one.notes, one.status, one.outputTokens > 0]),
      ['v000001', 'v000002', 'v000003', 'v000004'].map((id) => [id, true, [], 200, true]),
    );
    assert.deepEqual(Object.keys(JSON.parse(kept[2].answer)), ['ready']);
    assert.equal(kept[2].body.response_format.json_schema.name, 'throw-away');
  });

  test('an engine that refuses is quoted, with the test and what it was asked', async (t) => {
    const { result, kept } = await tried(t, examplePlan(cells), '--fault', 'http-status=422');
    const { code, message, detail } = result as DynoError;
    assert.equal(code, 'REQUEST_REJECTED');
    assert.match(message, /^throughput \(\/v1\/chat\/completions\): status 422, httpError: .*\(and 3 more\)$/);
    assert.match(detail[0] ?? '', /^asked: \{"model":"dyno-sim","messages":.*"max_tokens":16/);
    assert.match(detail[1] ?? '', /^throughput \(\/v1\/completions, 3 prompts\): status 422/);
    assert.match(detail[3] ?? '', /^json_struct \(\/v1\/chat\/completions, with a schema\)/);
    assert.ok(detail.every((line) => line.length < 500));
    assert.equal(kept.length, 4);
  });

  test('an answer that breaks off, or an error inside a 200, is refused before the test', async (t) => {
    const [cut, event] = await Promise.all([
      tried(t, examplePlan([exampleCell()]), '--fault', 'cut-after=3'),
      tried(t, examplePlan([exampleCell()]), '--fault', 'error-event-after=2'),
    ]);
    assert.match((cut.result as DynoError).message, /status 200, incomplete: /);
    assert.match((event.result as DynoError).message, /status 200, streamError: /);
  });

  test('an ignored schema and missing token counts are noted and stop nothing', async (t) => {
    const { kept } = await tried(t, examplePlan(cells), '--fault', 'schema-ignored', '--fault', 'no-usage');
    const uncounted = 'the server does not say how many tokens the answer has';
    assert.deepEqual(kept[0].notes, [uncounted]);
    assert.deepEqual(kept[2].notes, [
      uncounted,
      'the answer does not follow its schema: the engine may not enforce it',
    ]);
  });
});
