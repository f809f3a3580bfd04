import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Sample } from '../../domain/sample.ts';
import { answerOutcomes } from '../../domain/statistics.ts';
import { exampleItem, exampleSample } from '../../testing/example-cell.ts';
import { enforcementOf } from './enforcement.ts';
import { judgeAnswers } from './judged-answer.ts';
import { validityOf } from './validity.ts';

const jsonSchema = {
  type: 'object',
  properties: { n: { type: 'number', minimum: 0 }, tag: { type: 'string', pattern: '^x' } },
  required: ['n'],
  additionalProperties: false,
};

type Asked = Partial<Sample> & { schema?: Record<string, unknown>; grade?: string };

/** Requests with a schema, each with what became of it. */
function judged(...asked: Asked[]) {
  const samples = asked.map(({ schema: _schema, grade: _grade, ...change }, index) =>
    exampleSample({ id: `r${index}`, finishReason: 'stop', answer: '{"n":1}', ...change }),
  );
  const items = samples.map(({ id }, index) => {
    const { schema = jsonSchema, grade = 'flat' } = asked[index] ?? {};
    const meta = { promptIds: ['p'], schema: 's', grade, cold: false, jsonSchema: schema };
    return [id, exampleItem(id, { meta })] as const;
  });
  return judgeAnswers(samples, new Map(items));
}

function outcome(change: Asked): string | undefined {
  return judged(change)[0]?.outcome;
}

const recorded = join(import.meta.dirname, '..', '..', '..', 'k6', 'extension', 'testdata', 'recorded');

/** The error event of a recorded answer, as the load generator keeps it. */
function recordedEvent(name: string): Asked {
  const error = /^data: (.*)$/m.exec(readFileSync(join(recorded, name), 'utf8'))?.[1] ?? '';
  assert.match(error, /error/);
  return { outcome: 'streamError', status: 200, error, answer: null };
}

test('an answer is valid, breaks its schema, is no JSON, cut or empty', () => {
  assert.equal(outcome({}), 'valid');
  assert.equal(outcome({ answer: '{"n":-1}' }), 'invalid');
  assert.equal(outcome({ answer: 'There once was a snail' }), 'notJson');
  assert.equal(outcome({ answer: '{"n":', finishReason: 'length' }), 'truncated');
  assert.equal(outcome({ answer: '', finishReason: 'length' }), 'truncated', 'all tokens went into thinking');
  assert.equal(outcome({ answer: '' }), 'empty');
  assert.equal(outcome({ answer: null, chunks: 0, firstTokenUs: null }), 'empty', 'a 200 with null content');
});

test('a refusal of the schema is told from an error of the engine, also inside a 200', () => {
  const http = (status: number, error: string): Asked => ({ outcome: 'httpError', status, error, answer: null });
  assert.equal(outcome(recordedEvent('vllm_so_err_bad_type_stream.sse')), 'refused');
  assert.equal(outcome(recordedEvent('sglang_so_err_bad_type_stream.sse')), 'refused');
  // llama.cpp, recorded 2026-11-22: bad reference, grammar that does not parse.
  assert.equal(
    outcome(http(400, '{"error":{"message":"JSON schema error at #: cannot resolve $ref #/nope"}}')),
    'refused',
  );
  assert.equal(outcome(http(400, '{"error":{"code":400,"message":"failed to parse grammar"}}')), 'refused');
  assert.equal(outcome(http(500, 'schema worker died')), 'engineError');
  assert.equal(outcome(http(400, 'the request exceeds the available context size')), 'failed');
  assert.equal(outcome(http(429, 'slow down')), 'failed');
  const event = (error: string): Asked => ({ outcome: 'streamError', status: 200, error, answer: null });
  assert.equal(outcome(event('{"error":{"code":500,"message":"EngineCore encountered an issue"}}')), 'engineError');
  assert.equal(outcome(event('{"error":{"code":500,"message":"grammar state is lost"}}')), 'engineError');
  for (const other of ['timeout', 'incomplete', 'aborted', 'inFlightAtStop'] as const)
    assert.equal(outcome({ outcome: other, error: 'no schema here', answer: null }), 'failed');
});

test('every request is in one outcome, per grade and in all', () => {
  const found = validityOf(
    judged(
      { grade: 'flat' },
      { grade: 'flat', answer: '{"n":-1}' },
      { grade: 'nested', answer: 'x' },
      { grade: 'nested', outcome: 'httpError', status: 400, error: 'grammar', answer: null },
      { grade: 'flat', outcome: 'timeout', answer: null },
    ),
  );
  const total = (counts: Record<string, number> = {}) => Object.values(counts).reduce((a, b) => a + b, 0);
  assert.equal(total(found?.outcomes), 5);
  assert.deepEqual(
    found?.byGrade.map(({ grade, asked, outcomes }) => [grade, asked, total(outcomes)]),
    [
      ['flat', 3, 3],
      ['nested', 2, 2],
    ],
  );
  assert.deepEqual(Object.keys(found?.outcomes ?? {}), [...answerOutcomes]);
  assert.equal(found?.validShare, 1 / 5);
  assert.equal(found?.parses, 2);
});

test('a feature is unsupported if an answer breaks it, or if no schema with it was accepted', () => {
  const unique = { type: 'array', items: { type: 'number' }, uniqueItems: true };
  const refused: Asked = {
    outcome: 'httpError',
    status: 400,
    error: 'Unimplemented keys: uniqueItems schema',
    answer: null,
  };
  const found = validityOf(judged({}, { answer: '{"n":-1,"tag":"x"}' }, { ...refused, schema: unique }));
  const states = Object.fromEntries(found?.features.map(({ feature, state }) => [feature, state]) ?? []);
  assert.deepEqual(states, {
    array: 'refused',
    uniqueItems: 'refused',
    'no extra properties': 'supported',
    'number range': 'ignored',
    'optional properties': 'supported',
    pattern: 'supported',
    required: 'supported',
    type: 'supported',
  });
  const number = found?.features.find(({ feature }) => feature === 'number range');
  assert.deepEqual(number, { feature: 'number range', asked: 2, valid: 1, violated: 1, refused: 0, state: 'ignored' });
  const type = found?.features.find(({ feature }) => feature === 'type');
  assert.equal(type?.refused, 1, 'it was accepted elsewhere, so it is not to blame');
  const cut = validityOf(judged({ answer: '{', finishReason: 'length' }));
  assert.deepEqual(new Set(cut?.features.map(({ state }) => state)), new Set(['unknown']));
});

test('whitespace outside strings is counted, and blanks up to the limit are told from a long answer', () => {
  const found = validityOf(
    judged(
      { answer: '{ "n": 1 }' },
      { answer: `{${' '.repeat(200)}`, finishReason: 'length' },
      { answer: `{"tag":"${'y y'.repeat(50)}`, finishReason: 'length' },
    ),
  );
  assert.deepEqual(found?.whitespace, { validShare: 3 / 10, blankTruncated: 1 });
  assert.equal(validityOf(judged({ answer: 'x' }))?.whitespace.validShare, null);
});

function proof(...asked: Asked[]) {
  const { asked: count, example: _, ...found } = enforcementOf(judged(...asked)) ?? { asked: 0, example: null };
  assert.equal(count, asked.length);
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== 0));
}

test('a proof says what the answers to prompts that lead away from JSON were', () => {
  const verse: Asked = { answer: 'There once was a snail' };
  const cut = (answer: string): Asked => ({ answer, finishReason: 'length' });
  assert.deepEqual(proof({}, {}), { state: 'enforced', followed: 2 });
  assert.deepEqual(proof(verse, { answer: '{"other":1}' }, { answer: '[]' }), { state: 'not-enforced', broken: 3 });
  assert.deepEqual(proof({}, verse), { state: 'partly', followed: 1, broken: 1 });
  assert.deepEqual(proof({}, { answer: '{"n":-1}' }), { state: 'partly', followed: 1, loose: 1 });
  assert.deepEqual(proof({ answer: '' }), { state: 'not-enforced', empty: 1 });
  assert.deepEqual(proof(cut('There once was'), cut('{"n"  ')), { state: 'not-enforced', broken: 1, undecided: 1 });
  assert.deepEqual(proof(cut('{ \n\n  '), { outcome: 'timeout', answer: null }), {
    state: 'unknown',
    undecided: 1,
    failed: 1,
  });
  assert.match(enforcementOf(judged({}, verse))?.example ?? '', /^r1: .*There once was a snail$/);
});
