import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineDefinition } from '../domain/engine-definition.ts';
import type { Model } from '../domain/model.ts';
import { emptyRequest } from '../domain/request.ts';
import { DynoError } from '../errors.ts';
import { testWorld } from '../testing/test-world.ts';
import { readAllEngines, readModels } from './engines.ts';
import { loadConfig } from './load-config.ts';
import { collectMistakes } from './mistakes.ts';

const world = testWorld();
const engines = (await readAllEngines(world)).filter(({ service }) => service !== 'none');
const models = await readModels(world, collectMistakes());

/** `ENGINE MODEL` for each model that an engine's definition lists. */
const served = engines.flatMap((engine) => engine.models.map((model) => `${engine.name} ${model}`));

test('every model that an engine lists is in models.yaml, and one that refuses it is not listed', () => {
  for (const pair of served) {
    const [engine = '', name] = pair.split(' ');
    const model = models.find((candidate) => candidate.name === name);
    assert.ok(model, `${pair}: not in models.yaml`);
    assert.equal(model.engines[engine]?.refused ?? null, null, pair);
  }
});

test('every engine that models.yaml names exists, and serves the model or refuses it', () => {
  for (const model of models) {
    for (const [name, { refused, variables }] of Object.entries(model.engines)) {
      const pair = `${name} ${model.name}`;
      assert.ok(
        engines.some((engine) => engine.name === name),
        `${pair}: no such engine`,
      );
      assert.notEqual(served.includes(pair), refused !== null, `${pair}: either served or refused`);
      if (refused !== null) assert.deepEqual(variables, {}, pair);
    }
  }
});

test('a GPU engine serves or refuses every model of the hub that any GPU engine serves', () => {
  const gpu = engines.filter(({ needs, simulated }) => needs === 'nvidia-gpu' && !simulated);
  const wanted = new Set(gpu.flatMap((engine) => engine.models));
  const answered = (engine: EngineDefinition, name: string) =>
    engine.models.includes(name) ||
    (models.find((model) => model.name === name)?.engines[engine.name]?.refused ?? null) !== null;
  const silent = gpu.flatMap((engine) =>
    [...wanted].filter((name) => !answered(engine, name)).map((name) => `${engine.name} ${name}`),
  );
  assert.deepEqual(silent, []);
});

test('every model of the hub says its licence, sizes and cache, and no revision is made up', () => {
  for (const { name, hubId, licence, sizes, kv, revision } of models.filter((model: Model) => model.hubId !== null)) {
    assert.match(hubId ?? '', /^[\w.-]+\/[\w.-]+$/, name);
    assert.ok(licence !== null && sizes !== null && kv !== null, name);
    assert.match(revision ?? '0'.repeat(40), /^[0-9a-f]{40}$/, name);
  }
});

test('a model that an engine refuses is told with the reason', async () => {
  for (const [engine, model, words] of [
    ['trtllm-engine', 'gpt-oss-20b', /trtllm-engine does not serve "gpt-oss-20b" \(.*no TensorRT implementation.*\)/],
    ['transformers', 'llama-3.1-8b-fp8', /\(it cannot read ModelOpt checkpoints\); it takes: qwen3-8b/],
  ] as const) {
    const request = { ...emptyRequest, engine, model };
    const error = await loadConfig(request, { engine, asProcess: false }, world).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof DynoError && error.code === 'UNKNOWN_MODEL');
    assert.match(error.message, words);
  }
});
