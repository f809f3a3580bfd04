import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyRequest } from '../domain/request.ts';
import { testWorld } from '../testing/test-world.ts';
import { engineNames, readAllEngines } from './engines.ts';
import { loadConfig } from './load-config.ts';
import { personalityOf, personalityVariables, simulatedEngine } from './simulated-engine.ts';
import { paceVariables } from './simulated-pace.ts';

const world = testWorld();

test('every engine that the simulator can imitate has a simulated twin that speaks as it does', async () => {
  const engines = await readAllEngines(world);
  const names = engines.map(({ name }) => name);
  for (const name of ['vllm', 'sglang', 'trtllm', 'transformers', 'llamacpp']) {
    const real = engines.find((engine) => engine.name === name);
    const twin = engines.find((engine) => engine.name === `sim-${name}`);
    assert.ok(real && twin, `${name} of ${names.join(', ')}`);
    const { api, readiness, metrics, startup, versionFrom, resetPrefixCache, quirks } = real;
    const kept = { api, readiness, metrics, startup, versionFrom, resetPrefixCache, quirks };
    assert.deepEqual({ ...twin, ...kept }, twin);
    assert.deepEqual([twin.title, twin.simulated, twin.needs], [`${real.title} (simulated)`, true, 'cpu']);
    assert.deepEqual([twin.service, twin.port, twin.models], ['sim', 8000, ['sim-model']]);
  }
});

test('the simulator itself and engines that it cannot imitate have no twin', async () => {
  const names = await engineNames(world);
  for (const name of ['sim-sim', 'sim-openai', 'sim-trtllm-engine']) {
    assert.ok(!names.includes(name), name);
    assert.equal(personalityOf(name), null);
  }
  assert.deepEqual(personalityVariables('sim'), {});
});

test('a simulated engine is the container of the simulator with its personality', async () => {
  const { target } = await loadConfig(emptyRequest, { engine: 'sim-sglang', asProcess: false }, world);
  assert.deepEqual(target, {
    kind: 'container',
    composeFile: 'compose/sim.yaml',
    service: 'sim',
    variables: { ...paceVariables('sim-sglang', world.env), SIM_PERSONALITY: 'sglang' },
  });
});

test('as a child process it gets its personality by flag', async () => {
  const { target } = await loadConfig(emptyRequest, { engine: 'sim-vllm', asProcess: true }, world);
  assert.ok(target.kind === 'process');
  assert.ok(target.args.join(' ').includes('--personality vllm'));
});

test('a setting that the simulator has no variable for is said to be unsupported, not dropped', async () => {
  const vllm = (await readAllEngines(world)).find(({ name }) => name === 'vllm');
  assert.ok(vllm);
  const files = { ...world.files, readText: async () => 'SIM_MAX_NUM_SEQS: $' + '{DYNO_MAX_NUM_SEQS:-}' };
  const { settings } = await simulatedEngine(vllm, { root: world.root, files });
  assert.deepEqual(settings.maxNumSeqs, vllm.settings.maxNumSeqs);
  assert.deepEqual(settings.memoryShare, { unsupported: 'the simulator has no DYNO_MEMORY_SHARE' });
  assert.deepEqual(Object.keys(settings), Object.keys(vllm.settings));
});
