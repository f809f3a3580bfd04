import type { GradedSchema } from '../domain/graded-schema.ts';
import type { WorkItem } from '../domain/load-plan.ts';
import type { Cell } from '../domain/plan.ts';
import type { Prompt } from '../domain/prompt.ts';
import type { Question } from './dialect.ts';
import { type PromptUses, promptOrder } from './prompt-uses.ts';
import { acrossGrades, promptOf, schemaOrder } from './schema-order.ts';

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

/** A prompt whose answer must follow a schema, with what statistics must know of it. */
function constrainedQuestion(
  { name, grade, schema }: GradedSchema,
  prompt: { id: string; text: string },
  instruction: string | null,
  cold: boolean | null,
): CellQuestion {
  return {
    question: { prompts: [prompt.text], instruction, schema: { name, schema } },
    meta: { promptIds: [prompt.id], schema: name, grade, cold, jsonSchema: schema },
  };
}

/** The requests of a json_struct cell. `coldEngine`: no earlier cell has shown the engine these schemas. */
export function schemaQuestions(
  schemas: GradedSchema[],
  cell: Cell,
  coldEngine: boolean,
  uses: PromptUses,
): CellQuestion[] {
  return schemaOrder(schemas, cell).map(({ schema, prompt, firstUse }) =>
    constrainedQuestion(
      schema,
      { id: prompt.id, text: uses.next(prompt, cell) },
      jsonInstruction,
      coldEngine && firstUse,
    ),
  );
}

/** The requests of a constrained cell from its first on, in its order and without their schemas. */
export function twinQuestions(
  schemas: GradedSchema[],
  cell: Cell,
  constrained: Cell,
  uses: PromptUses,
): CellQuestion[] {
  const order = schemaOrder(schemas, constrained).slice(0, cell.requests);
  return order.map(({ schema, prompt }) => ({
    question: { prompts: [uses.next(prompt, cell)], instruction: jsonInstruction, schema: null },
    meta: { promptIds: [prompt.id], ...noSchema, grade: schema.grade },
  }));
}

/** Prompts that lead away from JSON, asked with a schema that nothing in the text speaks of: only a grammar can pass. */
export function enforcementQuestions(schemas: GradedSchema[], cell: Cell, uses: PromptUses): CellQuestion[] {
  const order = acrossGrades(schemas);
  return Array.from({ length: cell.requests }, (_, index) => {
    const schema = order[index % order.length] as GradedSchema;
    const prompt = promptOf(schema, Math.floor(index / order.length));
    return constrainedQuestion(schema, { id: prompt.id, text: uses.next(prompt, cell) }, null, null);
  });
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
