import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleApi } from '../testing/example-api.ts';
import { exactLengthFields } from './engine-abilities.ts';

const takes = (...fields: string[]) => ({ ...exampleApi, takes: { chat: fields, completions: fields } });

test('an exact length is asked for by ignoring the end token, in a chat of a reasoning model by a minimum', () => {
  const api = takes('ignore_eos', 'min_tokens');
  assert.deepEqual(exactLengthFields(api, 'chat', false, 32), { max_tokens: 32, ignore_eos: true });
  assert.deepEqual(exactLengthFields(api, 'completions', true, 32), { max_tokens: 32, ignore_eos: true });
  assert.deepEqual(exactLengthFields(api, 'chat', true, 32), { max_tokens: 32, min_tokens: 32 });
});

test('an exact length uses what the engine has, and is null where it has no way', () => {
  assert.deepEqual(exactLengthFields(takes('min_tokens'), 'chat', false, 5), { max_tokens: 5, min_tokens: 5 });
  assert.deepEqual(exactLengthFields(takes('ignore_eos'), 'chat', true, 5), { max_tokens: 5, ignore_eos: true });
  assert.equal(exactLengthFields(takes('seed'), 'chat', false, 5), null);
});
