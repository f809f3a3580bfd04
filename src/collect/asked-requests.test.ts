import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleItem } from '../testing/example-cell.ts';
import { askedRequests } from './asked-requests.ts';

const schema = { type: 'object', properties: { n: { type: 'integer' } } };

test('a schema is kept once for all requests that carry it, also where an older run has it in the body alone', () => {
  const keep = askedRequests();
  const { meta } = exampleItem('r1');
  const kept = [
    exampleItem('r1', { meta: { ...meta, jsonSchema: structuredClone(schema) } }),
    exampleItem('r2', { body: { response_format: { type: 'json_schema', json_schema: { schema } } } }),
    exampleItem('r3', { body: { structured_outputs: { json: structuredClone(schema) } } }),
    exampleItem('r4', { body: { messages: [] } }),
  ].map(keep);
  assert.deepEqual(kept[0], { id: 'r1', meta: { ...meta, jsonSchema: schema } });
  assert.equal(kept[1]?.meta.jsonSchema, kept[0]?.meta.jsonSchema);
  assert.equal(kept[2]?.meta.jsonSchema, kept[0]?.meta.jsonSchema);
  assert.equal(kept[3]?.meta.jsonSchema, null);
});
