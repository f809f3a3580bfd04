import { enforcementText, isUnenforced } from '../../domain/enforcement-text.ts';
import type { MeasuredCell } from '../../domain/engine-result.ts';
import {
  type AnswerOutcome,
  answerOutcomes,
  type Enforcement,
  type SchemaFeature,
  type Statistics,
} from '../../domain/statistics.ts';
import { count, share } from '../format.ts';

/** A table of texts; the first column names its row. */
export type TextTable = { heads: string[]; rows: string[][] };

const outcomeHeads: Record<AnswerOutcome, string> = {
  valid: 'valid',
  invalid: 'breaks its schema',
  notJson: 'no JSON',
  truncated: 'cut by the token limit',
  empty: 'empty',
  refused: 'schema refused',
  engineError: 'engine error',
  failed: 'failed otherwise',
};

const featureWords: Record<SchemaFeature['state'], string> = {
  supported: 'supported',
  ignored: 'unsupported: ignored',
  refused: 'unsupported: refused',
  unknown: 'unknown: no valid answer',
};

type Validity = NonNullable<Statistics['validity']>;

function outcomeTable({ asked, outcomes, byGrade }: Validity): TextTable {
  const row = (name: string, of: number, counts: Record<AnswerOutcome, number>) => [
    ...[name, count(of)],
    ...answerOutcomes.map((outcome) => count(counts[outcome])),
    share(of === 0 ? null : counts.valid / of),
  ];
  return {
    heads: ['grade of schema', 'asked', ...answerOutcomes.map((outcome) => outcomeHeads[outcome]), 'valid, share'],
    rows: [...byGrade.map((grade) => row(grade.grade, grade.asked, grade.outcomes)), row('all', asked, outcomes)],
  };
}

function featureTable({ features }: Validity): TextTable {
  return {
    heads: ['feature of JSON Schema', 'asked', 'valid', 'answers that break it', 'refused', 'this engine'],
    rows: features.map(({ feature, asked, valid, violated, refused, state }) => [
      ...[feature, count(asked), count(valid), count(violated), count(refused)],
      featureWords[state],
    ]),
  };
}

function whitespaceText({ whitespace: { validShare, blankTruncated }, outcomes }: Validity): string {
  const valid = validShare === null ? '' : `Whitespace outside strings: ${share(validShare)} of valid answers.`;
  if (blankTruncated === 0) return valid;
  return `${valid} ${count(blankTruncated)} of ${count(outcomes.truncated)} answers that were cut off are mostly blanks: the whitespace trap.`.trim();
}

/** The proof of enforcement that a json_struct cell rests on: that of its point of the sweep. */
export function proofOf(cell: MeasuredCell, cells: MeasuredCell[]): Enforcement | null {
  const point = JSON.stringify(cell.statistics.cell.point);
  const proofs = cells.filter(({ statistics }) => JSON.stringify(statistics.cell.point) === point);
  return proofs.find(({ statistics }) => statistics.enforcement !== null)?.statistics.enforcement ?? null;
}

/** What came of the requests with a schema, as sentences and tables; null in a cell without schemas. */
export function structured({ cell, validity, enforcement }: Statistics) {
  if (validity === null) return null;
  const unenforced = enforcement !== null && isUnenforced(enforcement);
  return {
    proof: enforcement === null ? '' : `${unenforced ? 'Schema not enforced: ' : ''}${enforcementText(enforcement)}.`,
    outcomes: outcomeTable(validity),
    // Features are a finding about answers to prompts that want them.
    features: cell.purpose === 'speed' ? featureTable(validity) : null,
    whitespace: whitespaceText(validity),
    firstErrors: validity.firstErrors,
  };
}
