import type { WorkItem } from '../domain/load-plan.ts';
import type { Cell } from '../domain/plan.ts';
import type { Prompt } from '../domain/prompt.ts';
import type { GradedSchema } from './datasets.ts';
import type { Question } from './dialect.ts';
import { type PromptUses, promptOrder } from './prompt-uses.ts';
import { schemaOrder } from './schema-order.ts';

/** A question of a cell with what statistics must know about it later. */
export type CellQuestion = { question: Omit<Question, 'seed'>; meta: WorkItem['meta'] };

/** Also said to the unconstrained twin: the two must differ in the constraint alone. */
const jsonInstruction = 'Answer with one JSON object and nothing else.';

const noSchema = { schema: null, grade: null, cold: null, jsonSchema: null };

/** `count` requests of free text, `batchSize` prompts each. */
export function freeQuestions(prompts: Prompt[], cell: Cell, count: number, uses: PromptUses): CellQuestion[] {
  const order = promptOrder(prompts, cell, count * cell.batchSize);
  return Array.from({ length: count }, (_, index) => {
    const batch = order.slice(index * cell.batchSize, (index + 1) * cell.batchSize);
    return {
      question: { prompts: batch.map((prompt) => uses.next(prompt, cell)), instruction: null, schema: null },
      meta: { promptIds: batch.map((prompt) => prompt.id), ...noSchema },
    };
  });
}

/**
 * The requests of a json_struct cell. With constraint "none" the same prompts are asked without their schema.
 * `coldEngine`: no earlier cell has shown the engine these schemas.
 */
export function schemaQuestions(
  schemas: GradedSchema[],
  cell: Cell,
  coldEngine: boolean,
  uses: PromptUses,
): CellQuestion[] {
  const constrained = cell.constraint === 'schema';
  return schemaOrder(schemas, cell).map(({ schema, prompt, firstUse }) => ({
    question: {
      prompts: [uses.next(prompt, cell)],
      instruction: jsonInstruction,
      schema: constrained ? { name: schema.name, schema: schema.schema } : null,
    },
    meta: {
      promptIds: [prompt.id],
      schema: constrained ? schema.name : null,
      grade: schema.grade,
      cold: constrained ? coldEngine && firstUse : null,
      jsonSchema: constrained ? schema.schema : null,
    },
  }));
}

/** A request with a schema that no test uses. */
export function throwAwayQuestion(): CellQuestion {
  const schema = {
    type: 'object',
    properties: { ready: { type: 'boolean' } },
    required: ['ready'],
    additionalProperties: false,
  };
  return {
    question: {
      prompts: ['Say whether you are ready.'],
      instruction: jsonInstruction,
      schema: { name: 'throw-away', schema },
    },
    meta: { promptIds: ['throw-away'], schema: 'throw-away', grade: null, cold: null, jsonSchema: schema },
  };
}
