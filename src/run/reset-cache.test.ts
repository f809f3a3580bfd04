import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { cachedTokensCounter } from '../collect/engine-metrics.ts';
import { type CacheReset, decideReset, resetInWords } from '../domain/cache-reset.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import { resetCache } from '../load/cache-reset/reset-cache.ts';
import { type CacheManners, type CachingServer, startCachingServer } from '../testing/caching-server.ts';
import { exampleCell, examplePlan } from '../testing/example-cell.ts';
import { exampleRunContext, startSim } from '../testing/sim-engine.ts';
import { testWorld } from '../testing/test-world.ts';

const world = testWorld();
const how = { method: 'POST', path: '/reset_prefix_cache', okPointer: '/success', clearsGrammars: false } as const;

/** A plan of an engine that can empty its cache, which is on. */
function cachingPlan(change: Partial<Plan['engine']> = {}): Plan {
  const plan = examplePlan();
  const metrics = { ...plan.engine.metrics, names: { cachedPromptTokens: 'engine:cached_tokens_total' } };
  const suite = { ...plan.suite, engine: { ...plan.suite.engine, prefixCache: true } };
  return { ...plan, suite, engine: { ...plan.engine, metrics, resetPrefixCache: how, ...change } };
}

type Done = { reset: CacheReset; kept: CacheReset; server: CachingServer };

async function resetOn(context: TestContext, manners: CacheManners): Promise<Done> {
  const server = await startCachingServer(context, manners);
  // Only for what an engine looks like; the requests go to the other server.
  const sim = await startSim([], world);
  const run = exampleRunContext();
  context.after(async () => {
    await sim.stop();
    rmSync(run.folder, { recursive: true });
  });
  const engine = { ...sim.engine, url: server.url };
  const plan = cachingPlan();
  const cell = exampleCell();
  const folder = join(run.folder, cell.id);
  const nobody = () => undefined;
  const cachedTotal = cachedTokensCounter(engine, plan, world);
  const input = { engine, run, plan, cell, folder, cachedTotal, onProgress: nobody, onClient: nobody };
  const reset = await resetCache(input, world);
  const kept = JSON.parse(await world.files.readText(join(folder, 'cache-reset.json')));
  return { reset, kept, server };
}

describe('emptying the prefix cache of an engine', { concurrency: 2 }, () => {
  test('is proved by a prompt that came from the cache before and does not after', async (t) => {
    const { reset, kept, server } = await resetOn(t, { reset: 'obeys', tells: 'usage' });
    assert.deepEqual([reset.state, reset.cachedTokens], ['proven', { before: 255, after: 0, from: 'usage' }]);
    assert.deepEqual(kept, reset);
    const [prompt] = server.asked;
    assert.deepEqual(server.asked, [prompt, prompt, 'reset', prompt, 'reset'], 'the proof leaves nothing in the cache');
    assert.match(resetInWords(reset), /^proven: 255 prompt tokens .* before it, 0 after$/);
  });

  test('is proved by the counter of the engine where usage does not tell', async (t) => {
    const { reset } = await resetOn(t, { reset: 'obeys', tells: 'metrics' });
    assert.deepEqual([reset.state, reset.cachedTokens], ['proven', { before: 255, after: 0, from: 'metrics' }]);
  });

  test('stands on the answer alone where nothing tells', async (t) => {
    const { reset } = await resetOn(t, { reset: 'obeys', tells: 'nothing' });
    assert.deepEqual([reset.state, reset.why, reset.cachedTokens], ['answered', '', null]);
  });

  test('is asked for again while the engine is busy', async (t) => {
    const { reset, server } = await resetOn(t, { reset: 'busy', tells: 'usage' });
    assert.equal(reset.state, 'proven');
    assert.equal(server.asked.filter((each) => each === 'reset').length, 4);
  });

  test('has failed where the engine says yes and answers out of the cache all the same', async (t) => {
    const { reset } = await resetOn(t, { reset: 'lies', tells: 'usage' });
    assert.equal(reset.state, 'failed');
    assert.match(reset.why, /it said yes, but 255 prompt tokens still came from the cache/);
  });

  test('has failed at once where there is no such path', async (t) => {
    const { reset, server } = await resetOn(t, { reset: 'none', tells: 'usage' });
    assert.deepEqual([reset.state, reset.why], ['failed', '/reset_prefix_cache answers 404: {"detail":"Not Found"}']);
    assert.equal(server.asked.filter((each) => each === 'reset').length, 1);
  });
});

function whyNotCell(cell: Cell, plan: Plan): string | null {
  const decision = decideReset(cell, plan);
  return decision.reset ? null : decision.why;
}

const whyNot = (plan: Plan, change: Partial<Cell> = {}) => whyNotCell(exampleCell(change), plan);

test('left open, a cache is emptied where it is on, ours and can be', () => {
  const off = cachingPlan();
  off.suite.engine.prefixCache = false;
  assert.equal(whyNot(cachingPlan()), null);
  assert.equal(whyNot(off), 'prefix caching is off');
  assert.equal(whyNot(cachingPlan({ resetPrefixCache: null })), 'sim has no reset');
  const target = { kind: 'endpoint', url: 'http://x', bearerFile: null, headers: {} } as Plan['target'];
  assert.equal(whyNot({ ...cachingPlan(), target }), 'the server belongs to somebody else');
});

test('the suite decides where it says something', () => {
  const off = cachingPlan();
  off.suite.engine.prefixCache = false;
  assert.equal(whyNot(off, { resetCache: true }), null);
  assert.equal(whyNot(cachingPlan(), { resetCache: false }), 'the suite does not want it');
});

test('an engine that would forget its grammars keeps its cache while cells count schemas as warm', () => {
  const json = { test: 'json_struct', constraint: 'schema' } as const;
  const proof = exampleCell({ ...json, id: 'json_struct/enforcement/run-1', purpose: 'enforcement' });
  const [first, last] = [1, 2].map((repeat) => exampleCell({ ...json, id: `json_struct/run-${repeat}`, repeat }));
  const twin = exampleCell({ test: 'json_struct', id: 'json_struct/unconstrained/run-1' });
  const after = exampleCell({ id: 'low_latency/run-1' });
  assert.ok(first && last);
  const cells = [proof, first, twin, last, after];
  const plan = { ...cachingPlan({ resetPrefixCache: { ...how, clearsGrammars: true } }), cells };
  const warm = 'sim would forget grammars that count as warm here';
  assert.deepEqual(
    cells.map((cell) => whyNotCell(cell, plan)),
    ['its speed is not measured', null, warm, warm, null],
  );
});
