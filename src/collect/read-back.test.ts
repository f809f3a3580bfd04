import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readEngine } from '../config/engines.ts';
import { collectMistakes } from '../config/mistakes.ts';
import type { Config } from '../domain/config.ts';
import type { ReadyEngine } from '../domain/engine-life.ts';
import type { Target } from '../domain/plan.ts';
import type { Suite } from '../domain/suite.ts';
import { plannedSettings } from '../plan/settings.ts';
import { examplePlan } from '../testing/example-cell.ts';
import { testWorld } from '../testing/test-world.ts';
import { readBack } from './read-back.ts';

const world = testWorld();
const recorded = join(import.meta.dirname, 'testdata', 'self-reports');
const container: Target = { kind: 'container', composeFile: 'compose/x.yaml', service: 'x', variables: {} };

/** A server that answers these paths with these files of a recording, and 404 to all else. */
async function serve(engine: string, files: Record<string, string>, t: TestContext): Promise<string> {
  const server = createServer((request, response) => {
    const file = files[request.url ?? ''];
    response.writeHead(file === undefined ? 404 : 200);
    response.end(file === undefined ? '{"detail":"Not Found"}' : readFileSync(join(recorded, engine, file)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

type Asked = { suite?: Partial<Suite['engine']>; target?: Target; log?: boolean };

/** Reads back an engine that answers as its recording does. */
async function heardOf(name: string, files: Record<string, string>, t: TestContext, asked: Asked = {}) {
  const engine = await readEngine(name, world, collectMistakes());
  assert.ok(engine !== null);
  const base = examplePlan();
  const suite = { ...base.suite, engine: { ...base.suite.engine, ...asked.suite } };
  const target = asked.target ?? container;
  const config: Config = {
    engine,
    model: base.model,
    servedModel: 'tiny',
    suite,
    target,
    limit: null,
    sweepPoint: {},
    profile: false,
    environment: [],
  };
  const plan = examplePlan(undefined, { engine, suite, target, fairness: plannedSettings(config) });
  const folder = mkdtempSync(join(tmpdir(), 'dyno-test-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const log = join(recorded, name, 'engine.log');
  if (asked.log !== false && existsSync(log)) copyFileSync(log, join(folder, 'engine.log'));
  const image = { reference: `x/${name}:1`, id: 'sha256:1', digest: 'x@sha256:2' };
  const ready = { url: await serve(name, files, t), image } as ReadyEngine;
  const back = await readBack(ready, '0.32.0', plan, folder, world);
  const setting = (one: string) => back.sheet.settings.find(({ setting: key }) => key === one);
  const effective = Object.fromEntries(back.sheet.settings.map((line) => [line.setting, line.effective]));
  const facts = Object.fromEntries(back.sheet.facts.map(({ fact, value }) => [fact, value]));
  return { ...back, setting, effective, facts };
}

const vllm = {
  '/server_info?config_format=json': 'server_info.json',
  '/metrics': 'metrics.txt',
  '/v1/models': 'models.json',
};
/** What the recorded vLLM was started with. */
const vllmAsked = { maxNumSeqs: 64, contextLength: 4096, memoryShare: 0.92, graphMaxSeqs: 0, prefixCache: true };

test('vLLM in development mode tells every setting, and all are as they were asked for', async (t) => {
  const { sheet, effective, facts } = await heardOf('vllm', vllm, t, { suite: vllmAsked });
  assert.deepEqual(effective, {
    maxNumSeqs: '64',
    contextLength: '4096',
    prefixCache: 'true',
    kvCacheDtype: 'auto',
    streamInterval: '1',
    graphMaxSeqs: '0',
    memoryShare: '0.92',
    reasoningEffort: null,
    seed: '0',
    jsonWhitespace: 'false',
  });
  assert.deepEqual(facts, {
    kvCacheTokens: '2097152',
    dtype: 'bfloat16',
    quantization: null,
    maxBatchedTokens: '2048',
    attentionBackend: null,
    moeBackend: 'CPUUnquantizedExperts',
    overlapScheduling: 'false',
    jsonBackend: 'xgrammar',
    samplingDefaults: 'vllm',
    torch: '2.13.0+cu130',
  });
  assert.deepEqual(
    sheet.settings.map(({ state, asAsked }) => [state, asAsked]),
    [
      ...Array(3).fill(['set', true]),
      ['set', null],
      ...Array(3).fill(['set', true]),
      ['unsupported', null],
      ...Array(2).fill(['set', true]),
    ],
  );
  assert.equal(sheet.image, 'x/vllm:1 (x@sha256:2)');
  assert.deepEqual(sheet.pinned, ['temperature', 'top_p', 'max_tokens', 'seed']);
});

test('a setting that came out otherwise differs, with both values and the place where the engine says so', async (t) => {
  const { setting } = await heardOf('vllm', vllm, t, { suite: { ...vllmAsked, kvCacheDtype: 'fp8', maxNumSeqs: 200 } });
  const dtype = setting('kvCacheDtype');
  assert.deepEqual([dtype?.state, dtype?.asked, dtype?.effective], ['differs', 'fp8', 'auto']);
  const seqs = setting('maxNumSeqs');
  assert.deepEqual([seqs?.state, seqs?.asked, seqs?.effective], ['differs', '200', '64']);
  assert.equal(seqs?.readFrom, '/server_info?config_format=json#/vllm_config/scheduler_config/max_num_seqs');
});

test('vLLM of somebody else, without development mode and log, still tells what its metrics and models say', async (t) => {
  const target: Target = {
    ...{ kind: 'endpoint', url: 'http://x', bearerFile: null, headers: {}, proxy: null },
    ...{ caFile: null, tlsInsecure: false },
  };
  const files = { '/metrics': 'metrics.txt', '/v1/models': 'models.json' };
  const { sheet, effective, facts, setting } = await heardOf('vllm', files, t, { target, log: false });
  assert.deepEqual(
    Object.entries(effective).filter(([, value]) => value !== null),
    [
      ['contextLength', '4096'],
      ['prefixCache', 'true'],
      ['kvCacheDtype', 'auto'],
      ['memoryShare', '0.92'],
    ],
  );
  assert.equal(facts.kvCacheTokens, '2097152');
  // Known, and not as the suite says; but Dyno did not set it, so it is no fault of the engine.
  assert.deepEqual([setting('prefixCache')?.state, setting('prefixCache')?.asAsked], ['not-controlled', false]);
  assert.ok(sheet.settings.every(({ state }) => state !== 'differs'));
});

test('SGLang tells what was captured, not what was asked, and what auto became', async (t) => {
  const suite = { maxNumSeqs: 32, contextLength: 4096, memoryShare: 0.1, graphMaxSeqs: 32, jsonWhitespace: true };
  const files = { '/server_info': 'server_info.json', '/metrics': 'metrics.txt' };
  const { effective, facts, setting, told } = await heardOf('sglang', files, t, { suite });
  assert.deepEqual(effective, {
    maxNumSeqs: '32',
    contextLength: '4096',
    prefixCache: 'true',
    kvCacheDtype: 'bfloat16',
    streamInterval: '1',
    graphMaxSeqs: '0',
    memoryShare: '0.1',
    reasoningEffort: null,
    seed: '0',
    jsonWhitespace: 'true',
  });
  assert.equal(setting('graphMaxSeqs')?.state, 'differs');
  // The suite left it to the engine, so whatever it chose is as asked.
  assert.deepEqual([setting('kvCacheDtype')?.state, setting('kvCacheDtype')?.asAsked], ['set', null]);
  assert.deepEqual(facts, {
    kvCacheTokens: '16384',
    dtype: 'bfloat16',
    quantization: null,
    maxBatchedTokens: '4096',
    attentionBackend: 'torch_native',
    moeBackend: 'auto',
    overlapScheduling: 'false',
    jsonBackend: 'xgrammar',
    samplingDefaults: 'model',
  });
  // No graph was captured, so its 0 s are no phase.
  assert.deepEqual(
    told.map(({ phase, tookMs }) => [phase, tookMs]),
    [
      ['weightsLoaded', 190],
      ['kvCacheAllocated', 1042],
      ['engineInitialised', 20892],
    ],
  );
});

test('llama.cpp tells slots and context; what it always does is known without asking', async (t) => {
  const suite = { maxNumSeqs: 16, contextLength: 2048 };
  const { effective, facts, sheet } = await heardOf('llamacpp', { '/props': 'props.json' }, t, { suite });
  assert.deepEqual(effective, {
    maxNumSeqs: '16',
    contextLength: '2048',
    prefixCache: null,
    kvCacheDtype: 'f16',
    streamInterval: '1',
    graphMaxSeqs: null,
    memoryShare: null,
    reasoningEffort: null,
    seed: null,
    jsonWhitespace: 'true',
  });
  assert.deepEqual(facts, { kvCacheTokens: null, quantization: 'Q8_0', topK: '40', minP: '0.05' });
  // Fixed otherwise than asked: shown as it is, and no fault.
  const white = sheet.settings.find(({ setting }) => setting === 'jsonWhitespace');
  assert.deepEqual([white?.state, white?.asAsked], ['fixed', false]);
  assert.deepEqual(sheet.pinned.slice(-3), ['seed', 'top_k', 'min_p']);
});

test('TensorRT-LLM tells its settings in the log alone, and the last of several lines counts', async (t) => {
  const suite = { maxNumSeqs: 64, contextLength: 86_720, memoryShare: 0.9, graphMaxSeqs: 64, prefixCache: true };
  const { effective, facts, sheet, told } = await heardOf('trtllm', {}, t, { suite });
  assert.deepEqual(effective, {
    maxNumSeqs: '64',
    contextLength: '86720',
    prefixCache: 'true',
    kvCacheDtype: 'auto',
    streamInterval: '1',
    graphMaxSeqs: '64',
    memoryShare: '0.9',
    reasoningEffort: null,
    seed: null,
    jsonWhitespace: 'true',
  });
  assert.equal(sheet.settings.filter(({ state }) => state === 'differs').length, 0);
  assert.deepEqual(facts, {
    kvCacheTokens: '86720',
    maxBatchedTokens: '8192',
    attentionBackend: 'TRTLLM',
    moeBackend: 'CUTLASS',
    overlapScheduling: 'false',
    jsonBackend: null,
  });
  assert.deepEqual(
    told.map(({ phase, tookMs }) => [phase, tookMs]),
    [['weightsLoaded', 49140]],
  );
});

test('an engine that says nothing leaves a sheet of unknowns, not of guesses', async (t) => {
  const { sheet, selfReport, told } = await heardOf('vllm', {}, t, { log: false });
  assert.ok(sheet.settings.every(({ effective, readFrom }) => effective === null && readFrom === null));
  assert.ok(sheet.facts.every(({ value }) => value === null));
  assert.deepEqual([selfReport, told], [{}, []]);
});

test('everything that was read is kept', async (t) => {
  const { selfReport } = await heardOf('vllm', vllm, t, {});
  assert.deepEqual(Object.keys(selfReport), ['/server_info?config_format=json', '/v1/models', 'metrics', 'engine.log']);
  const lines = selfReport['engine.log'] as string[];
  assert.ok(lines.some((line) => line.includes('CPU KV cache size: 2,684,354 tokens')));
});
