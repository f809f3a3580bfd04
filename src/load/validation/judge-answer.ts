import type { Sample } from '../../domain/sample.ts';
import type { Validation } from '../../domain/validation.ts';
import type { RequestKind } from './kinds.ts';

/** Whether the answer follows the throw-away schema: an object whose only key is a boolean `ready`. */
function followsSchema(answer: string): boolean {
  try {
    const value: unknown = JSON.parse(answer);
    return typeof value === 'object' && value !== null && Object.keys(value).join() === 'ready' && isReady(value);
  } catch {
    return false;
  }
}

function isReady(value: object): boolean {
  return typeof (value as { ready?: unknown }).ready === 'boolean';
}

function notes({ cell }: RequestKind, sample: Sample): string[] {
  const found: string[] = [];
  // A model may end at once. That tokens do come was proved when the engine got ready.
  if (sample.chunks === 0) found.push('the answer has no token that could be seen');
  if (sample.outputTokens === null) found.push('the server does not say how many tokens the answer has');
  if (cell.constraint === 'schema' && sample.finishReason !== 'length' && !followsSchema(sample.answer ?? '')) {
    found.push('the answer does not follow its schema: the engine may not enforce it');
  }
  return found;
}

/** What came of one small request. `sample` is undefined where the load generator never sent it. */
export function judgeAnswer(kind: RequestKind, sample: Sample | undefined): Validation {
  const { cell, item } = kind;
  const { test, constraint, batchSize } = cell;
  const asked = { id: item.id, test, constraint, batchSize, path: item.path, body: item.body };
  if (sample === undefined) {
    const unknown = { status: null, finishReason: null, inputTokens: null, outputTokens: null, answer: null };
    return { ...asked, accepted: false, notes: [], outcome: 'inFlightAtStop', error: 'it was never sent', ...unknown };
  }
  const { outcome, status, finishReason, inputTokens, outputTokens, answer } = sample;
  const wrong = outcome === 'ok' ? null : (sample.error ?? outcome);
  return {
    ...asked,
    accepted: wrong === null,
    notes: wrong === null ? notes(kind, sample) : [],
    ...{ outcome, status, finishReason, inputTokens, outputTokens, answer, error: wrong },
  };
}
