import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { WorkItem } from '../../domain/load-plan.ts';
import type { Cell, Plan } from '../../domain/plan.ts';
import { DynoError } from '../../errors.ts';
import { exampleApi } from '../../testing/example-api.ts';
import { exampleCell, examplePlan } from '../../testing/example-cell.ts';
import { exampleEngine } from '../../testing/sim-engine.ts';
import { testWorld } from '../../testing/test-world.ts';
import { buildWorkload } from '../build-workload.ts';

const world = testWorld();
const tokenize = { path: '/tokenize', body: { prompt: '$text', model: '$model' }, countPointer: '/count' };

/** What a chat's template adds to each prompt here. */
const template = 9;

function tokensOf(text: string): number {
  return (text.match(/ ?\w{1,4}|\./g) ?? []).length;
}

/** A server that counts as the function says, with a tokenizer or without. */
async function startServer(t: TestContext, answers: { tokenizer: boolean }): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      const asked = JSON.parse(body) as { prompt?: string | string[]; messages?: { content: string }[]; model: string };
      const text = [asked.prompt ?? asked.messages?.[0]?.content ?? ''].flat().join('');
      const added = asked.messages === undefined ? 0 : template;
      if (request.url === '/tokenize' && !answers.tokenizer) response.writeHead(404).end('{}');
      else if (request.url === '/tokenize') response.end(JSON.stringify({ count: tokensOf(text), model: asked.model }));
      else response.end(JSON.stringify({ usage: { prompt_tokens: tokensOf(text) + added } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function asked(t: TestContext, change: Partial<Cell>, tokenizer = true) {
  const url = await startServer(t, { tokenizer });
  const cell = exampleCell({ requests: 40, warmupRequests: 3, ...change });
  const { engine } = examplePlan();
  const plan: Plan = examplePlan([cell], { engine: { ...engine, api: { ...exampleApi, tokenize } } });
  const said: string[] = [];
  const measuring = { engine: exampleEngine(url), say: (line: string) => void said.push(line) };
  return { ...(await buildWorkload(cell, plan, world, measuring)), said };
}

function promptsOf({ body }: WorkItem): string[] {
  const messages = body.messages as { content: string }[] | undefined;
  return messages === undefined ? [body.prompt as string | string[]].flat() : messages.map(({ content }) => content);
}

const uniform = { kind: 'uniform', min: 20, max: 80 } as const;

test('prompts of a chat have the lengths drawn, its template counted in, and are all different', async (t) => {
  const { measured, warmup, said } = await asked(t, { input: uniform });
  const items = [...measured, ...warmup];
  for (const item of items) {
    assert.equal(tokensOf(promptsOf(item)[0] ?? '') + template, item.meta.asked?.inputTokens);
    assert.equal(item.meta.asked?.counted, 'exactly');
  }
  assert.equal(new Set(items.flatMap(promptsOf)).size, 43);
  assert.ok(new Set(measured.map(({ meta }) => meta.asked?.inputTokens)).size > 10);
  assert.deepEqual(said, [
    "prompts are counted by the engine's own tokenizer; 9 tokens are added to each by the engine",
  ]);
});

test('the prompts of a batch each have a length of their own, and their sum is asked', async (t) => {
  const { measured } = await asked(t, { input: uniform, batchSize: 4, endpoint: 'completions', requests: 5 });
  for (const item of measured) {
    const lengths = promptsOf(item).map(tokensOf);
    assert.equal(lengths.length, 4);
    assert.equal(
      lengths.reduce((sum, each) => sum + each, 0),
      item.meta.asked?.inputTokens,
    );
  }
});

test('answers have the lengths drawn, in the words of the engine, with prompts of a data set too', async (t) => {
  const { measured, warmup } = await asked(t, { output: { kind: 'fixed', tokens: 12 }, maxTokens: 12 });
  for (const { body, meta } of [...measured, ...warmup]) {
    assert.deepEqual([body.max_tokens, body.ignore_eos, meta.asked?.outputTokens], [12, true, 12]);
    assert.equal(meta.asked?.inputTokens, null);
  }
});

test('the same cell gives the same requests again; another cell has the same lengths in other words', async (t) => {
  const [first, again] = [await asked(t, { input: uniform }), await asked(t, { input: uniform })];
  assert.deepEqual(first.measured, again.measured);
  const other = await asked(t, { input: uniform, id: 'throughput/c4/run-1' });
  assert.deepEqual(
    other.measured.map(({ meta }) => meta.asked),
    first.measured.map(({ meta }) => meta.asked),
  );
  assert.notDeepEqual(other.measured.flatMap(promptsOf), first.measured.flatMap(promptsOf));
});

test('without a tokenizer lengths are about right, and every request says so', async (t) => {
  const { measured, said } = await asked(t, { input: { kind: 'fixed', tokens: 200 } }, false);
  for (const item of measured) {
    assert.equal(item.meta.asked?.counted, 'about');
    const tokens = tokensOf(promptsOf(item)[0] ?? '') + template;
    assert.ok(Math.abs(tokens - 200) < 30, `${tokens} tokens`);
  }
  assert.match(said[0] ?? '', /no tokenizer to ask: lengths of prompts are about right/);
});

test('lengths that the template alone has are a mistake that names the way out', async (t) => {
  const error = await asked(t, { input: { kind: 'fixed', tokens: 9 } }).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof DynoError);
  assert.equal(error.code, 'CONFIG_INVALID');
  assert.match(error.message, /9 tokens are asked for, but a chat prompt without any text has 9/);
  assert.match(error.hint, /endpoint to completions/);
});
