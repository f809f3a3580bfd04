import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { WorkItem } from '../domain/load-plan.ts';
import type { Sample } from '../domain/sample.ts';
import type { Validity } from '../domain/statistics.ts';
import { askedSchema } from '../domain/structured-output.ts';

/** How one answer fared against its schema. */
type Judged = {
  id: string;
  grade: string;
  parses: boolean;
  valid: boolean;
  truncated: boolean;
  empty: boolean;
  why: string;
};

/** Validity of a cell, and which requests were valid. */
export type ValidityResult = { validity: Validity; validIds: Set<string> };

const shownErrors = 5;

/** Compiles each schema once. Draft 2020-12; formats are annotations there and are not asserted. */
function makeCompiler(): (name: string, schema: object) => ValidateFunction {
  const compiled = new Map<string, ValidateFunction>();
  return (name, schema) => {
    const known = compiled.get(name);
    if (known !== undefined) return known;
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
    compiled.set(name, validate);
    return validate;
  };
}

function parse(answer: string): { value: unknown } | { why: string } {
  try {
    return { value: JSON.parse(answer) };
  } catch (error) {
    return { why: (error as Error).message };
  }
}

function judgeAnswer(sample: Sample, item: WorkItem, validate: ValidateFunction): Judged {
  const answer = sample.answer ?? '';
  const parsed = parse(answer);
  const grade = item.meta.grade ?? 'ungraded';
  const base = { id: sample.id, grade, empty: answer.trim() === '' };
  if ('why' in parsed) {
    const truncated = sample.finishReason === 'length';
    const why = truncated ? 'ended by the token limit' : parsed.why;
    return { ...base, parses: false, valid: false, truncated, why };
  }
  const valid = validate(parsed.value);
  const problem = validate.errors?.[0];
  const why = valid ? '' : `${problem?.instancePath || '/'} ${problem?.message ?? ''}`;
  return { ...base, parses: true, valid, truncated: false, why };
}

function summarise(judged: Judged[]): Validity {
  const count = (has: (one: Judged) => boolean) => judged.filter(has).length;
  const valid = count((one) => one.valid);
  const grades = [...new Set(judged.map((one) => one.grade))].sort();
  return {
    checked: judged.length,
    parses: count((one) => one.parses),
    valid,
    truncated: count((one) => one.truncated),
    empty: count((one) => one.empty),
    validShare: judged.length === 0 ? null : valid / judged.length,
    byGrade: grades.map((grade) => ({
      grade,
      checked: count((one) => one.grade === grade),
      valid: count((one) => one.grade === grade && one.valid),
    })),
    firstErrors: judged
      .filter((one) => !one.valid)
      .slice(0, shownErrors)
      .map((one) => `${one.id}: ${one.why}`),
  };
}

/**
 * Checks every ok answer against the JSON schema that its own request asked for. An answer counts as truncated where the token
 * limit left it unfinished (it does not parse). Null where no request carried a schema.
 */
export function checkValidity(ok: Sample[], items: Map<string, WorkItem>): ValidityResult | null {
  const compile = makeCompiler();
  const judged: Judged[] = [];
  let constrained = false;
  for (const item of items.values()) constrained ||= askedSchema(item) !== null;
  if (!constrained) return null;
  for (const sample of ok) {
    const item = items.get(sample.id);
    const schema = item === undefined ? null : askedSchema(item);
    if (item === undefined || schema === null) continue;
    judged.push(judgeAnswer(sample, item, compile(item.meta.schema ?? sample.id, schema)));
  }
  const validIds = new Set(judged.filter((one) => one.valid).map((one) => one.id));
  return { validity: summarise(judged), validIds };
}
