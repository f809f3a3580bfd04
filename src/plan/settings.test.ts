import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAllEngines } from '../config/engines.ts';
import type { Config } from '../domain/config.ts';
import type { EngineDefinition } from '../domain/engine-definition.ts';
import type { Suite } from '../domain/suite.ts';
import { examplePlan } from '../testing/example-cell.ts';
import { testWorld } from '../testing/test-world.ts';
import { graphSize } from './graph-size.ts';
import { plannedSettings, settingVariables } from './settings.ts';

const engines = await readAllEngines(testWorld());

const nothingElse = { sweepPoint: {}, profile: false, environment: [] };

function configOf(name: string, suite: Partial<Suite['engine']> = {}, change: Partial<Config> = {}): Config {
  const engine = engines.find((one) => one.name === name);
  assert.ok(engine);
  const base = examplePlan();
  const asked = { ...base.suite, engine: { ...base.suite.engine, ...suite } };
  const target = { kind: 'container' as const, composeFile: 'compose/x.yaml', service: 'x', variables: {} };
  return { engine, model: base.model, servedModel: 'm', suite: asked, target, limit: null, ...nothingElse, ...change };
}

test('every engine says how it takes every setting, or why not; an unknown server says nothing', () => {
  const keys = Object.keys(examplePlan().suite.engine).toSorted();
  for (const { name, settings } of engines.filter((engine) => engine.service !== 'none')) {
    assert.deepEqual(Object.keys(settings).toSorted(), keys, name);
  }
});

test('a number that engines understand differently says in each what it means', () => {
  const sharing = engines.filter((engine) => 'variable' in (engine.settings.memoryShare ?? {}));
  assert.ok(sharing.length >= 4);
  for (const { name, settings } of sharing) assert.ok(settings.memoryShare?.meaning, name);
});

test('requests carry reasoning effort exactly where the definition says that the engine takes it', () => {
  const takes = ({ settings }: EngineDefinition) => 'field' in (settings.reasoningEffort ?? {});
  const real = engines.filter((engine) => engine.name !== 'sim');
  for (const engine of real)
    assert.equal(takes(engine), engine.api.takes.chat.includes('reasoning_effort'), engine.name);
});

test('the sizes of graphs follow the sequences, and are flags of each engine', () => {
  const flags = (suite: Partial<Suite['engine']>) =>
    ['vllm', 'sglang', 'trtllm'].map((name) => {
      const variables = settingVariables(configOf(name, suite));
      return variables.DYNO_GRAPH_FLAG ?? variables.DYNO_GRAPH_MAX_SEQS;
    });
  assert.deepEqual(flags({ maxNumSeqs: 100 }), [
    '--max-cudagraph-capture-size 104',
    '--cuda-graph-max-bs-decode 104',
    '104',
  ]);
  assert.deepEqual(flags({ graphMaxSeqs: 64 }), [
    '--max-cudagraph-capture-size 64',
    '--cuda-graph-max-bs-decode 64',
    '64',
  ]);
  assert.deepEqual(flags({ graphMaxSeqs: 0 }), [
    '--compilation-config.cudagraph_mode none',
    '--cuda-graph-backend-decode disabled',
    '0',
  ]);
});

test('a graph holds every sequence, in a size that vLLM captures', () => {
  const sizes = [1, 2, 3, 4, 5, 16, 100, 200, 256, 257, 1000].map(graphSize);
  assert.deepEqual(sizes, [1, 2, 4, 4, 8, 16, 104, 200, 256, 272, 1008]);
});

test('compact JSON is a switch that some engines have the other way round, and some not at all', () => {
  const variables = (name: string, jsonWhitespace: boolean) => settingVariables(configOf(name, { jsonWhitespace }));
  assert.deepEqual(
    [false, true].map((white) => variables('vllm', white).DYNO_JSON_COMPACT),
    ['true', 'false'],
  );
  assert.deepEqual(
    [false, true].map((white) => variables('sglang', white).DYNO_JSON_FLAG),
    ['--constrained-json-disable-any-whitespace', ''],
  );
  const line = plannedSettings(configOf('trtllm')).find(({ setting }) => setting === 'jsonWhitespace');
  assert.deepEqual([line?.state, line?.asked], ['fixed', 'false']);
});

test('an engine with a word of its own for a value is told in its words', () => {
  const dtype = (name: string) => settingVariables(configOf(name, { kvCacheDtype: 'fp8' })).DYNO_KV_CACHE_DTYPE;
  assert.deepEqual([dtype('vllm'), dtype('sglang')], ['fp8', 'fp8_e4m3']);
});

test('a field of the request reaches a server of somebody else too, its other settings do not', () => {
  const endpoint = {
    ...{ kind: 'endpoint' as const, url: 'http://x', bearerFile: null, headers: {} },
    ...{ proxy: null, caFile: null, tlsInsecure: false },
  };
  const model = { ...examplePlan().model, reasoning: true };
  const lines = plannedSettings(configOf('vllm', {}, { target: endpoint, model }));
  const states = Object.fromEntries(lines.map(({ setting, state }) => [setting, state]));
  assert.deepEqual(
    [states.reasoningEffort, states.maxNumSeqs, states.seed],
    ['sent', 'not-controlled', 'not-controlled'],
  );
  const effort = lines.find(({ setting }) => setting === 'reasoningEffort');
  assert.equal(effort?.how, 'reasoning_effort: low in each request');
});

test('a model that does not reason is asked for no effort, and the line says why', () => {
  const line = plannedSettings(configOf('vllm')).find(({ setting }) => setting === 'reasoningEffort');
  assert.deepEqual([line?.state, line?.how], ['unsupported', 'dyno-sim does not reason']);
});
