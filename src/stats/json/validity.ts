import { type AnswerOutcome, answerOutcomes, type SchemaFeature, type Validity } from '../../domain/statistics.ts';
import { sum } from '../distribution.ts';
import { blanks } from './json-text.ts';
import type { Judged } from './judged-answer.ts';

const shownErrors = 5;

/** A truncated answer with a larger share of whitespace outside strings ran out of tokens by it. */
const mostlyBlank = 0.5;

function countOutcomes(judged: Judged[]): Record<AnswerOutcome, number> {
  const count = (outcome: AnswerOutcome) => judged.filter((one) => one.outcome === outcome).length;
  return Object.fromEntries(answerOutcomes.map((outcome) => [outcome, count(outcome)])) as Record<
    AnswerOutcome,
    number
  >;
}

function featureState({ asked, valid, violated, refused }: Omit<SchemaFeature, 'state'>): SchemaFeature['state'] {
  if (violated > 0) return 'ignored';
  if (refused === asked) return 'refused';
  return valid > 0 ? 'supported' : 'unknown';
}

/**
 * Each feature of JSON Schema that was asked for and what came of it. A refusal is of a whole schema; so a feature is
 * blamed for one only where no schema with it was accepted.
 */
function featureTable(judged: Judged[]): SchemaFeature[] {
  const names = [...new Set(judged.flatMap(({ features }) => features))].sort();
  return names.map((feature) => {
    const using = judged.filter(({ features }) => features.includes(feature));
    const counts = {
      feature,
      asked: using.length,
      valid: using.filter(({ outcome }) => outcome === 'valid').length,
      violated: using.filter((one) => one.blame?.features.has(feature)).length,
      refused: using.filter(({ outcome }) => outcome === 'refused').length,
    };
    return { ...counts, state: featureState(counts) };
  });
}

function whitespace(judged: Judged[]): Validity['whitespace'] {
  const valid = judged.filter(({ outcome }) => outcome === 'valid').map(({ answer }) => blanks(answer));
  const characters = sum(valid.map((one) => one.characters));
  const isBlank = ({ outcome, answer }: Judged) => {
    const counted = blanks(answer);
    return outcome === 'truncated' && counted.characters > 0 && counted.blank / counted.characters > mostlyBlank;
  };
  return {
    validShare: characters === 0 ? null : sum(valid.map(({ blank }) => blank)) / characters,
    blankTruncated: judged.filter(isBlank).length,
  };
}

/** What became of the requests of a cell that carried a schema; null where none did. */
export function validityOf(judged: Judged[]): Validity | null {
  if (judged.length === 0) return null;
  const outcomes = countOutcomes(judged);
  // By request, so from easy to hard as they were asked, and not in the order in which answers ended.
  const inOrder = judged.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const grades = [...new Set(inOrder.map(({ grade }) => grade))];
  return {
    asked: judged.length,
    outcomes,
    parses: outcomes.valid + outcomes.invalid,
    validShare: outcomes.valid / judged.length,
    byGrade: grades.map((grade) => {
      const ofGrade = judged.filter((one) => one.grade === grade);
      return { grade, asked: ofGrade.length, outcomes: countOutcomes(ofGrade) };
    }),
    features: featureTable(judged),
    whitespace: whitespace(judged),
    firstErrors: inOrder
      .filter(({ outcome }) => outcome !== 'valid')
      .slice(0, shownErrors)
      .map(({ id, outcome, why }) => `${id}: ${outcome}, ${why}`),
  };
}
