import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { blame, compileSchema } from './blame.ts';
import { schemaFeatures } from './schema-features.ts';

const object = (properties: Record<string, object>, more: object = {}) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
});

test('a schema says which features it uses', () => {
  const schema = object(
    {
      kind: { enum: ['a', 'b'] },
      country: { enum: Array.from({ length: 17 }, (_, index) => `c${index}`) },
      age: { type: 'integer', minimum: 0 },
      weight: { type: 'number', maximum: 9 },
      tags: { type: 'array', items: { type: 'string', pattern: '^x' }, maxItems: 3 },
      tree: { $ref: '#/$defs/node' },
      inner: object({ title: { const: 'description' } }, { required: [] }),
    },
    { $defs: { node: object({ next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] } }) } },
  );
  assert.deepEqual(schemaFeatures(schema), [
    ...['$ref', 'anyOf', 'array', 'const', 'enum', 'enum of over 16 values', 'integer range', 'maxItems'],
    ...['nested objects', 'no extra properties', 'number range', 'optional properties', 'pattern', 'recursion'],
    ...['required', 'type'],
  ]);
  assert.ok(!schemaFeatures(object({ a: { $ref: '#/$defs/b' } }, { $defs: { b: {} } })).includes('recursion'));
});

function broken(schema: Record<string, unknown>, data: unknown) {
  const validate = compileSchema(schema);
  assert.equal(validate(data), false);
  const { features, shape } = blame(validate.errors ?? [], schema);
  return { features: [...features].sort(), shape };
}

test('an answer is blamed for exactly the features that it breaks', () => {
  const schema = object({ a: { type: 'number', minimum: 0 }, b: { type: 'string', maxLength: 2, pattern: '^x' } });
  assert.deepEqual(broken(schema, { a: -1, b: 'x' }), { features: ['number range'], shape: false });
  assert.deepEqual(broken(schema, { a: -1, b: 'yyy' }), {
    features: ['maxLength', 'number range', 'pattern'],
    shape: false,
  });
  assert.deepEqual(broken(schema, { a: 'x', b: 'x', c: 1 }), {
    features: ['no extra properties', 'type'],
    shape: true,
  });
  assert.deepEqual(broken(schema, {}), { features: ['required'], shape: true });
});

test('where no branch of a choice fits, the nearest tells what is broken, and the others are not blamed', () => {
  const circle = object({ kind: { const: 'circle' }, radius: { type: 'number', minimum: 1 } });
  const square = object({ kind: { const: 'square' }, side: { type: 'integer', minimum: 1 } });
  const schema = object(
    { shapes: { type: 'array', items: { anyOf: [{ $ref: '#/$defs/square' }, { $ref: '#/$defs/circle' }] } } },
    { $defs: { circle, square } },
  );
  const shapes = (...all: object[]) => broken(schema, { shapes: all });
  assert.deepEqual(shapes({ kind: 'circle', radius: 0.5 }), { features: ['number range'], shape: false });
  assert.deepEqual(shapes({ kind: 'line', length: 3 }), { features: ['anyOf'], shape: true });
  assert.deepEqual(shapes({ kind: 'square', side: 0 }, { kind: 'circle', radius: 0 }), {
    features: ['integer range', 'number range'],
    shape: false,
  });
});

const folder = join(import.meta.dirname, '..', '..', '..', 'datasets', 'schemas');

test('the shipped schemas use every kind of feature that the test is to cover', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const used = new Map<string, number>();
  for (const name of files) {
    const { schema } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { schema: Record<string, unknown> };
    for (const feature of schemaFeatures(schema)) used.set(feature, (used.get(feature) ?? 0) + 1);
  }
  const wanted = [
    ...['$ref', 'anyOf', 'array', 'const', 'enum', 'enum of over 16 values', 'integer range', 'maxItems', 'maxLength'],
    ...['minItems', 'minLength', 'nested objects', 'no extra properties', 'number range', 'optional properties'],
    ...['pattern', 'recursion', 'required', 'type'],
  ];
  assert.deepEqual([...used.keys()].sort(), wanted.sort());
  for (const [feature, times] of used) assert.ok(times >= 1, feature);
  assert.equal(files.length >= 40, true);
});
