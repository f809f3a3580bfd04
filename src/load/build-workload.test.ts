import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkItem } from '../domain/load-plan.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import { exampleCell, examplePlan } from '../testing/example-cell.ts';
import { testWorld } from '../testing/test-world.ts';
import { buildWorkload, makeWorkloads } from './build-workload.ts';

const world = testWorld();

type Message = { role: string; content: string };
function userText(item: WorkItem): string {
  return (item.body.messages as Message[]).at(-1)?.content ?? '';
}

function jsonCell(change: Partial<Cell> = {}): Cell {
  return exampleCell({ id: 'json_struct/run-1', test: 'json_struct', constraint: 'schema', requests: 160, ...change });
}

test('the same cell always gives the same requests', async () => {
  const cell = exampleCell({ requests: 50 });
  const [first, second] = await Promise.all([1, 2].map(() => buildWorkload(cell, examplePlan([cell]), world)));
  assert.deepEqual(first, second);
});

test('another seed asks the same prompts in another order', async () => {
  const ids = async (seed: number) => {
    const cell = exampleCell({ requests: 249, seed });
    return (await buildWorkload(cell, examplePlan([cell]), world)).measured.flatMap((item) => item.meta.promptIds);
  };
  const [a, b] = [await ids(1), await ids(2)];
  assert.notDeepEqual(a, b);
  assert.deepEqual(a.toSorted(), b.toSorted());
});

test('a prompt that is used again differs from its first character on', async () => {
  const cell = exampleCell({ requests: 600 });
  const { measured } = await buildWorkload(cell, examplePlan([cell]), world);
  const texts = measured.map(userText);
  assert.equal(new Set(texts).size, 600);
  const firstId = measured[0]?.meta.promptIds[0];
  const sameId = measured.filter((item) => item.meta.promptIds[0] === firstId).map(userText);
  assert.deepEqual(
    sameId.slice(1).map((text) => text.split('\n')[0]),
    ['2.', '3.'],
  );
});

test('a later cell of the plan never repeats a text of an earlier one', async () => {
  const cells = [1, 2, 3].map((repeat) =>
    exampleCell({ id: `throughput/run-${repeat}`, repeat, requests: 100, seed: repeat }),
  );
  const texts = [];
  for (const cell of cells)
    texts.push(...(await buildWorkload(cell, examplePlan(cells), world)).measured.map(userText));
  assert.equal(new Set(texts).size, 300);
});

test('every request pins its sampling and has a seed of its own', async () => {
  const cell = exampleCell({ requests: 20 });
  const { measured, warmup } = await buildWorkload(cell, examplePlan([cell]), world);
  const seeds = [...measured, ...warmup].map((item) => item.body.seed);
  assert.equal(new Set(seeds).size, 22);
  const { messages, seed, ...pinned } = measured[3]?.body ?? {};
  assert.deepEqual(pinned, {
    model: 'dyno-sim',
    max_tokens: 16,
    temperature: 0.8,
    top_p: 0.95,
    stream: true,
    stream_options: { include_usage: true },
  });
  assert.equal(seed, cell.seed + 3);
});

test('warm-up prompts are none of the measured ones', async () => {
  const cell = exampleCell({ requests: 249, warmupRequests: 24 });
  const { measured, warmup } = await buildWorkload(cell, examplePlan([cell]), world);
  const texts = new Set(measured.map(userText));
  assert.equal(warmup.filter((item) => texts.has(userText(item))).length, 0);
  assert.equal(warmup.length, 24);
});

test('a batch is one completions call with an array of prompts', async () => {
  const cell = exampleCell({ batchSize: 8, endpoint: 'completions', requests: 3 });
  const { measured } = await buildWorkload(cell, examplePlan([cell]), world);
  assert.equal(measured[0]?.path, '/v1/completions');
  assert.deepEqual(
    measured.map((item) => (item.body.prompt as string[]).length),
    [8, 8, 8],
  );
  assert.equal(new Set(measured.flatMap((item) => item.meta.promptIds)).size, 24);
});

test('schemas are first asked once each from easy to hard, cold, then again, warm', async () => {
  const cell = jsonCell();
  const { measured, warmup } = await buildWorkload(cell, examplePlan([cell]), world);
  const cold = measured.filter((item) => item.meta.cold === true);
  assert.deepEqual(cold, measured.slice(0, 40));
  assert.equal(new Set(cold.map((item) => item.meta.schema)).size, 40);
  const grades = ['flat', 'nested', 'arrays', 'references', 'constrained'];
  assert.deepEqual(
    cold.map((item) => item.meta.grade),
    grades.flatMap((grade) => new Array(8).fill(grade)),
  );
  assert.deepEqual(new Set(measured.slice(40).map((item) => item.meta.cold)), new Set([false]));
  assert.equal(warmup[0]?.meta.schema, 'throw-away');
  assert.equal(measured.filter((item) => item.meta.schema === 'throw-away').length, 0);
});

test('with few requests every chosen schema is still asked cold and warm, over all grades', async () => {
  const cell = jsonCell({ requests: 20 });
  const { measured } = await buildWorkload(cell, examplePlan([cell]), world);
  const names = measured.map((item) => item.meta.schema);
  assert.deepEqual(names.slice(0, 10), names.slice(10));
  assert.equal(new Set(measured.map((item) => item.meta.grade)).size, 5);
});

test('only the first constrained cell of a plan meets cold schemas', async () => {
  const cells = [jsonCell({ id: 'a' }), jsonCell({ id: 'b', repeat: 2 })];
  const { measured } = await buildWorkload(cells[1] as Cell, examplePlan(cells), world);
  assert.deepEqual(new Set(measured.map((item) => item.meta.cold)), new Set([false]));
});

/** A plan's json_struct: proof, requests with schemas, twins. */
function jsonCells(requests = 90, twins = requests): Cell[] {
  const proof = {
    id: 'json_struct/enforcement/run-1',
    purpose: 'enforcement',
    requests: 12,
    warmupRequests: 0,
  } as const;
  const twin = { id: 'json_struct/unconstrained/run-1', constraint: 'none', twinOf: 'json_struct/run-1' } as const;
  return [jsonCell(proof), jsonCell({ requests }), jsonCell({ ...twin, requests: twins })];
}

test('a twin is the same request without its schema: id, seed, prompt and all else, but for the number of its use', async () => {
  for (const [requests, twins] of [
    [90, 90],
    [90, 30],
  ] as const) {
    const plan = examplePlan(jsonCells(requests, twins));
    const [, constrained, free] = await Promise.all(plan.cells.map((cell) => buildWorkload(cell, plan, world)));
    assert.equal(free?.measured.length, twins);
    for (const [index, twin] of free?.measured.entries() ?? []) {
      const other = constrained?.measured[index];
      assert.ok(other);
      const { response_format, messages, ...rest } = other.body;
      const { messages: twinMessages, ...twinRest } = twin.body;
      assert.ok(response_format);
      assert.deepEqual(twinRest, rest);
      assert.deepEqual((twinMessages as Message[])[0], (messages as Message[])[0], 'the same instruction');
      const bare = (item: WorkItem) => userText(item).replace(/^\d+\.\n/, '');
      assert.deepEqual([twin.id, bare(twin)], [other.id, bare(other)]);
      assert.deepEqual(twin.meta.promptIds, other.meta.promptIds);
      assert.notEqual(userText(twin), userText(other), 'no prefix cache answers for the engine');
    }
  }
});

test('the proof asks for anything but JSON, over all grades, with schemas that are measured nowhere', async () => {
  const plan = examplePlan(jsonCells());
  const [proof, constrained] = await Promise.all(plan.cells.map((cell) => buildWorkload(cell, plan, world)));
  const asked = proof?.measured ?? [];
  assert.equal(asked.length, 12);
  assert.equal(new Set(asked.slice(0, 5).map(({ meta }) => meta.grade)).size, 5, 'five requests cover every grade');
  assert.equal(new Set(asked.map(userText)).size, 12);
  for (const { body } of asked) {
    const messages = body.messages as Message[];
    assert.deepEqual(
      messages.map(({ role }) => role),
      ['user'],
      'nothing but the schema asks for JSON',
    );
    assert.match(messages[0]?.content ?? '', /no JSON|do not use JSON|without JSON/i);
    assert.ok(body.response_format);
  }
  const texts = (items: WorkItem[] = []) => new Set(items.map(({ meta }) => JSON.stringify(meta.jsonSchema)));
  assert.equal(texts(asked).intersection(texts(constrained?.measured)).size, 0);
  assert.equal(constrained?.measured.filter(({ meta }) => meta.cold).length, 40, 'all are still new to the engine');
});

test('the first schema that a measured cell shows the engine is thrown away, in the first such cell of a plan too', async () => {
  const plan = examplePlan(jsonCells());
  for (const cell of plan.cells.filter(({ constraint, purpose }) => constraint === 'schema' && purpose === 'speed')) {
    const { warmup, measured } = await buildWorkload(cell, plan, world);
    const schemas = warmup.flatMap(({ meta }) => meta.schema ?? []);
    assert.deepEqual(schemas, ['throw-away']);
    assert.ok(measured.every(({ meta }) => meta.schema !== 'throw-away'));
  }
});

test('the unconstrained twin asks prompts of the constrained cell without any schema', async () => {
  const twin = jsonCell({ id: 'twin', constraint: 'none', requests: 40 });
  const { measured } = await buildWorkload(twin, examplePlan([twin]), world);
  const { measured: constrained } = await buildWorkload(jsonCell(), examplePlan([jsonCell()]), world);
  const asked = new Set(constrained.map(userText));
  assert.equal(measured.filter((item) => !asked.has(userText(item))).length, 0);
  for (const { body, meta } of measured) {
    assert.equal('response_format' in body || 'structured_outputs' in body, false);
    assert.deepEqual([meta.schema, meta.cold], [null, null]);
  }
});

test('a schema is never sent with ignore_eos, and stays beside the body whatever its spelling', async () => {
  const cell = jsonCell({ ignoreEos: true });
  const [first] = (await buildWorkload(cell, examplePlan([cell]), world)).measured;
  const format = first?.body.response_format as { type: string; json_schema: { strict: boolean; schema: object } };
  assert.deepEqual([format.type, format.json_schema.strict, first?.body.ignore_eos], ['json_schema', true, undefined]);
  assert.deepEqual(first?.meta.jsonSchema, format.json_schema.schema);
});

test('with a cache salt a prompt that is used again stays as it is, and no two requests share a salt', async () => {
  const cells = [1, 2].map((repeat) =>
    exampleCell({ id: `throughput/run-${repeat}`, repeat, requests: 249, freshPrompts: 'cache-salt' }),
  );
  const plan = examplePlan(cells);
  const api = { ...plan.engine.api, takes: { chat: [...plan.engine.api.takes.chat, 'cache_salt'], completions: [] } };
  const salted = { ...plan, engine: { ...plan.engine, api } };
  const items = [];
  for (const cell of cells) {
    const { warmup, measured } = await buildWorkload(cell, salted, world);
    items.push(...warmup, ...measured);
  }
  assert.equal(new Set(items.map(userText)).size, 249 + 2);
  assert.equal(new Set(items.map(({ body }) => body.cache_salt)).size, 2 * (249 + 2));
});

test('reasoning effort is sent to reasoning models only', async () => {
  const cell = exampleCell();
  const plan = examplePlan([cell]);
  const thinking = { ...plan, model: { ...plan.model, reasoning: true } };
  assert.equal((await buildWorkload(cell, plan, world)).measured[0]?.body.reasoning_effort, undefined);
  assert.equal((await buildWorkload(cell, thinking, world)).measured[0]?.body.reasoning_effort, 'low');
});

function planWith(change: Partial<Plan['engine']['api']>): Plan {
  const plan = examplePlan([exampleCell()]);
  return { ...plan, engine: { ...plan.engine, api: { ...plan.engine.api, ...change } } };
}

test('what an engine always wants can never change what is measured', async () => {
  const { takes } = planWith({}).engine.api;
  const more = { takes: { ...takes, chat: [...takes.chat, 'cache_prompt'] } };
  const plan = planWith({ ...more, extraBody: { temperature: 2 }, prefixCacheOffBody: { cache_prompt: false } });
  const { measured } = await buildWorkload(exampleCell(), plan, world);
  assert.equal(measured[0]?.body.cache_prompt, false);
  assert.equal(measured[0]?.body.temperature, 0.8);
});

test('a field that the engine does not take is never sent', async () => {
  const plan = planWith({ extraBody: { foo: 1 } });
  await assert.rejects(buildWorkload(exampleCell(), plan, world), /does not take foo at chat/);
});

test('cells one after another get what each would get alone, and so does one that is asked for again', async () => {
  const small = { requests: 120, warmupRequests: 3 };
  const cells = [
    exampleCell({ ...small, id: 'throughput/c2/run-1' }),
    exampleCell({ ...small, id: 'throughput/c4/run-1', seed: 8 }),
    jsonCell({ requests: 60 }),
    jsonCell({ id: 'json_struct/unconstrained/run-1', constraint: 'none', requests: 20 }),
    exampleCell({ ...small, id: 'low_latency/run-1', test: 'low_latency' }),
  ];
  const plan = examplePlan(cells);
  const workloads = makeWorkloads(plan, null, world);
  for (const index of [0, 1, 2, 4, 3, 1]) {
    const cell = cells[index] as Cell;
    assert.deepEqual(await workloads.of(cell), await buildWorkload(cell, plan, world), cell.id);
  }
});
