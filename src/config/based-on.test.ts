import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { testWorld } from '../testing/test-world.ts';
import { engineDocument } from './based-on.ts';
import { readEngine } from './engines.ts';
import { collectMistakes } from './mistakes.ts';

/** A repository that has only these engine.yaml files. */
function repository(engines: Record<string, string>) {
  const root = temporaryFolder();
  for (const [name, text] of Object.entries(engines)) {
    mkdirSync(join(root, 'engines', name), { recursive: true });
    writeFileSync(join(root, 'engines', name, 'engine.yaml'), text);
  }
  return { ...testWorld(), root };
}

test('an engine that is based on another says only what differs: maps key by key, all else whole', async () => {
  const world = repository({
    big: 'name: big\nmodels: [a, b]\nsettings: { seed: { variable: SEED }, share: { variable: SHARE } }\nport: 1\n',
    small: 'basedOn: big\nname: small\nmodels: [c]\nsettings: { share: { unsupported: no memory } }\n',
  });
  const mistakes = collectMistakes();
  assert.deepEqual(await engineDocument('small', world, mistakes), {
    name: 'small',
    models: ['c'],
    settings: { seed: { variable: 'SEED' }, share: { unsupported: 'no memory' } },
    port: 1,
  });
  mistakes.throwIfAny();
});

test('an engine that is based on none there is says so', async () => {
  const mistakes = collectMistakes();
  const world = repository({ small: 'basedOn: big\nname: small\n' });
  assert.equal(await engineDocument('small', world, mistakes), undefined);
  assert.throws(mistakes.throwIfAny, /engines\/small\/engine.yaml: basedOn: no engine "big"/);
});

test('the engines on the CPU are the engines of the GPU in dialect, metrics and start-up marks', async () => {
  for (const name of ['vllm', 'sglang']) {
    const mistakes = collectMistakes();
    const gpu = await readEngine(name, testWorld(), mistakes);
    const cpu = await readEngine(`${name}-cpu`, testWorld(), mistakes);
    mistakes.throwIfAny();
    assert.deepEqual(
      [cpu?.api, cpu?.metrics, cpu?.startup, cpu?.resetPrefixCache],
      [gpu?.api, gpu?.metrics, gpu?.startup, gpu?.resetPrefixCache],
    );
    assert.deepEqual([cpu?.needs, cpu?.proven], ['cpu', true]);
  }
});
