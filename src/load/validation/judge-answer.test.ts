import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cell } from '../../domain/plan.ts';
import type { Sample } from '../../domain/sample.ts';
import { exampleCell, examplePlan, exampleSample } from '../../testing/example-cell.ts';
import { judgeAnswer } from './judge-answer.ts';
import { type RequestKind, requestKinds } from './kinds.ts';

function kind(change: Partial<Cell> = {}): RequestKind {
  const [first] = requestKinds(examplePlan([exampleCell(change)]));
  assert.ok(first);
  return first;
}

const constrained = kind({ test: 'json_struct', constraint: 'schema' });
const judged = (of: RequestKind, change: Partial<Sample>) => judgeAnswer(of, exampleSample(change));

test('an answer that ends at once is odd, but no refusal', () => {
  const { accepted, notes } = judged(kind(), { chunks: 0, outputTokens: 1, answer: '' });
  assert.deepEqual([accepted, notes], [true, ['the answer has no token that could be seen']]);
});

test('a schema is followed, ignored, or unknown where the limit cut the answer off', () => {
  const ignored = ['the answer does not follow its schema: the engine may not enforce it'];
  const notes = (answer: string, finishReason = 'stop') => judged(constrained, { answer, finishReason }).notes;
  assert.deepEqual(notes(' {"ready": false}\n'), []);
  for (const answer of ['Yes.', '{"ready": "yes"}', '{"ready": true, "more": 1}', '[]', 'null'])
    assert.deepEqual(notes(answer), ignored, answer);
  assert.deepEqual(notes('{"rea', 'length'), []);
});

test('a request that failed or was never sent is refused, with the reason', () => {
  const failed = judged(kind(), { outcome: 'httpError', status: 400, error: 'no such field' });
  assert.deepEqual([failed.accepted, failed.error, failed.notes], [false, 'no such field', []]);
  const unsent = judgeAnswer(kind(), undefined);
  assert.deepEqual([unsent.accepted, unsent.error], [false, 'it was never sent']);
});
