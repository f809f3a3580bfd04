import { endpointOf, exactLengthFields } from '../domain/engine-abilities.ts';
import type { Cell, FixedCase, Plan } from '../domain/plan.ts';
import { drawLengths } from './lengths/index.ts';
import type { CellQuestion } from './questions.ts';

/** The question with an answer of exactly so many tokens for each of its prompts. */
function withLength(asked: CellQuestion, exactTokens: number, batchSize: number): CellQuestion {
  const { question, meta } = asked;
  const before = meta.asked ?? { inputTokens: null, counted: 'exactly' };
  return {
    question: { ...question, exactTokens },
    meta: { ...meta, asked: { ...before, outputTokens: exactTokens * batchSize } },
  };
}

/** Gives the answers the lengths that the cell asks for; questions of a cell that asks for none stay as they are. */
export function withAnswerLengths(questions: CellQuestion[], cell: Cell): CellQuestion[] {
  if (cell.output === null) return questions;
  const lengths = drawLengths(cell.output, questions.length, 'output', cell.seed);
  return questions.map((asked, index) => withLength(asked, lengths[index] ?? 1, cell.batchSize));
}

/**
 * One case asked `count` times, word for word. Its answers have exactly `newTokens` where the engine can be asked for
 * that, else at most so many.
 */
export function caseQuestions(
  { id, prompt, newTokens }: FixedCase,
  cell: Cell,
  plan: Plan,
  count: number,
): CellQuestion[] {
  const { api } = plan.engine;
  const exact = exactLengthFields(api, endpointOf(cell), plan.model.reasoning, newTokens) !== null;
  const asked: CellQuestion = {
    question: { prompts: [prompt], instruction: null, schema: null },
    meta: { promptIds: [id], schema: null, grade: null, cold: null, jsonSchema: null },
  };
  const one = exact ? withLength(asked, newTokens, 1) : asked;
  return Array.from({ length: count }, () => one);
}
