import { endpointOf } from '../../domain/engine-abilities.ts';
import type { WorkItem } from '../../domain/load-plan.ts';
import type { Cell, Plan } from '../../domain/plan.ts';
import { apiPath, requestBody } from '../dialect.ts';
import { throwAwayQuestion } from '../questions.ts';

/** A kind of request that the plan will send, with a small one of it. */
export type RequestKind = { cell: Cell; item: WorkItem };

/** Enough for an answer by the throw-away schema and for a short thought before it. */
const atMostTokens = 128;

/** Cells whose requests differ in their texts, seeds and limits alone are of one kind. */
function kindOf(cell: Cell): string {
  const { test, constraint, batchSize, structuredOutput, freshPrompts, ignoreEos } = cell;
  const spelled = [structuredOutput, freshPrompts, ignoreEos, cell.output !== null];
  return JSON.stringify([test, endpointOf(cell), constraint, batchSize, ...spelled]);
}

/** A request with prompts and a schema that are measured nowhere: what is measured cold must stay cold. */
function smallRequest(cell: Cell, id: string, plan: Plan): WorkItem {
  const { question, meta } = throwAwayQuestion();
  const constrained = cell.constraint === 'schema';
  const prompts = Array.from({ length: cell.batchSize }, (_, index) => `${index + 1}. ${question.prompts[0]}`);
  const maxTokens = Math.min(cell.maxTokens, atMostTokens);
  const asked = {
    prompts,
    instruction: cell.test === 'json_struct' ? question.instruction : null,
    schema: constrained ? question.schema : null,
    seed: 0,
    ...(cell.output === null ? {} : { exactTokens: maxTokens }),
    ...(cell.freshPrompts === 'cache-salt' ? { cacheSalt: `validation/${id}` } : {}),
  };
  return {
    id,
    path: apiPath(cell, plan),
    intendedUs: null,
    body: requestBody(asked, { ...cell, maxTokens }, plan),
    meta: constrained ? meta : { ...meta, schema: null, jsonSchema: null },
  };
}

/** Every kind of request of the plan once, in the order in which the cells send them. */
export function requestKinds(plan: Plan): RequestKind[] {
  const kinds = new Map(plan.cells.toReversed().map((cell) => [kindOf(cell), cell]));
  return [...kinds.values()]
    .toReversed()
    .map((cell, index) => ({ cell, item: smallRequest(cell, `v${String(index + 1).padStart(6, '0')}`, plan) }));
}
