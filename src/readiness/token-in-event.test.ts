import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meaningOf } from './token-in-event.ts';

const chat = (delta: unknown) => JSON.stringify({ choices: [{ index: 0, delta }] });

test('text, reasoning and tool calls are tokens', () => {
  const events = [
    chat({ content: 'a' }),
    chat({ reasoning: 'a' }),
    chat({ reasoning_content: 'a' }),
    chat({ tool_calls: [{ index: 0 }] }),
    JSON.stringify({ choices: [{ text: ' ' }] }),
  ];
  for (const event of events) assert.deepEqual(meaningOf(event), { kind: 'token' }, event);
});

test('a role, an empty or missing text, usage and the end mark are none', () => {
  const events = [
    chat({ role: 'assistant', content: null }),
    chat({ role: 'assistant', content: '' }),
    chat({}),
    JSON.stringify({ choices: [{ text: '' }] }),
    JSON.stringify({ choices: [], usage: { completion_tokens: 3 } }),
    '[DONE]',
    'null',
  ];
  for (const event of events) assert.deepEqual(meaningOf(event), { kind: 'other' }, event);
});

test('an error event is an error, in its own words', () => {
  assert.deepEqual(meaningOf('{"error":{"message":"no memory","code":500}}'), { kind: 'error', message: 'no memory' });
  assert.deepEqual(meaningOf('{"error":"no memory"}'), { kind: 'error', message: '"no memory"' });
});
