import type { ValidateFunction } from 'ajv';
import type { Sample } from '../../domain/sample.ts';
import type { AskedRequest } from '../../domain/sample-set.ts';
import { errorStatus, isSchemaRefusal } from '../../domain/schema-refusal.ts';
import type { AnswerOutcome } from '../../domain/statistics.ts';
import { type Blame, blame, compileSchema } from './blame.ts';
import { type Schema, schemaFeatures } from './schema-features.ts';

/** How one request with a schema came out. */
export type Judged = {
  id: string;
  grade: string;
  outcome: AnswerOutcome;
  answer: string;
  /** Features that its schema uses. */
  features: string[];
  /** What an invalid answer breaks; null for all others. */
  blame: Blame | null;
  /** Why it is not valid, in words; empty where it is. */
  why: string;
};

type Found = Pick<Judged, 'outcome' | 'why'> & { blame?: Blame };
type Compiled = { schema: Schema; features: string[]; validate: ValidateFunction };

function compile(schema: Schema): Compiled {
  return { schema, features: schemaFeatures(schema), validate: compileSchema(schema) };
}

function judgeFailure(sample: Sample): Found {
  const why = sample.error ?? sample.outcome;
  if (isSchemaRefusal(sample)) return { outcome: 'refused', why };
  const status = errorStatus(sample);
  const byEngine = sample.outcome === 'streamError' || (sample.outcome === 'httpError' && (status ?? 0) >= 500);
  return { outcome: byEngine ? 'engineError' : 'failed', why };
}

/** An answer that is no JSON: unfinished at the token limit, never begun, or something else. */
function judgeText(text: string, finishReason: string | null, why: string): Found {
  if (finishReason === 'length') return { outcome: 'truncated', why: 'ended by the token limit' };
  if (text.trim() === '') return { outcome: 'empty', why: 'a proper end, and no text' };
  return { outcome: 'notJson', why };
}

function judgeAnswer(sample: Sample, { schema, validate }: Compiled): Found {
  const text = sample.answer ?? '';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return judgeText(text, sample.finishReason, (error as Error).message);
  }
  if (validate(value)) return { outcome: 'valid', why: '' };
  const errors = validate.errors ?? [];
  const [problem] = errors;
  const why = `${problem?.instancePath || '/'} ${problem?.message ?? ''}`;
  return { outcome: 'invalid', why, blame: blame(errors, schema) };
}

/**
 * Judges every request that carried a schema against that schema, whatever its outcome; requests without one are left
 * out. An answer counts as truncated where the token limit left it without an end (it does not parse).
 */
export function judgeAnswers(samples: Sample[], items: Map<string, AskedRequest>): Judged[] {
  // Requests with the same schema share the object: collect/asked-requests.ts.
  const known = new Map<object, Compiled>();
  return samples.flatMap((sample) => {
    const item = items.get(sample.id);
    const schema = item?.meta.jsonSchema ?? null;
    if (item === undefined || schema === null) return [];
    const compiled = known.get(schema) ?? compile(schema as Schema);
    known.set(schema, compiled);
    const found = sample.outcome === 'ok' ? judgeAnswer(sample, compiled) : judgeFailure(sample);
    const about = { id: sample.id, grade: item.meta.grade ?? 'ungraded', features: compiled.features };
    return { ...about, answer: sample.answer ?? '', blame: null, ...found };
  });
}
