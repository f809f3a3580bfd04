import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { exampleRun } from '../testing/example-run.ts';
import { jsonSchemas } from './json-schemas.ts';

const folder = join(import.meta.dirname, 'schemas');

test('the published JSON Schemas are those of the types (npm run schemas writes them)', () => {
  const schemas = jsonSchemas();
  assert.deepEqual(readdirSync(folder).sort(), [...schemas.keys()].sort());
  for (const [name, text] of schemas) assert.equal(readFileSync(join(folder, name), 'utf8'), text, name);
});

test('every published schema compiles in an independent validator', () => {
  for (const [name, text] of jsonSchemas()) {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    assert.equal(typeof ajv.compile(JSON.parse(text)), 'function', name);
  }
});

test('the published schema of run.json takes a good run and refuses one with an unknown state or a missing key', () => {
  const text = jsonSchemas().get('run.schema.json') ?? '';
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(text));
  assert.equal(validate(exampleRun()), true);
  assert.equal(validate({ ...exampleRun(), state: 'sleeping' }), false);
  const { owner: _owner, ...ownerless } = exampleRun();
  assert.equal(validate(ownerless), false);
});
