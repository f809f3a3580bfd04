import type { WorkItem } from '../domain/load-plan.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import type { World } from '../world.ts';
import { intendedOffsetsUs } from './arrivals/index.ts';
import { readPrompts, readSchemas } from './datasets.ts';
import { apiPath, type Question, requestBody } from './dialect.ts';
import { PromptUses } from './prompt-uses.ts';
import { type CellQuestion, freeQuestions, schemaQuestions, throwAwayQuestion } from './questions.ts';

/** The requests of one cell: warm-up and measured ones, ready to be sent. */
export type Workload = { warmup: WorkItem[]; measured: WorkItem[] };

const seedLimit = 2 ** 31;

type Numbering = { letter: string; firstSeed: number; intendedUs: (number | null)[] };

function workItems(questions: CellQuestion[], numbering: Numbering, cell: Cell, plan: Plan): WorkItem[] {
  const { letter, firstSeed, intendedUs } = numbering;
  return questions.map((asked, index) => {
    const id = `${letter}${String(index + 1).padStart(6, '0')}`;
    const question: Question = {
      ...asked.question,
      // Servers take seeds as signed 32-bit numbers.
      seed: (firstSeed + index * cell.batchSize) % seedLimit,
      ...(cell.freshPrompts === 'cache-salt' ? { cacheSalt: `${cell.id}/${id}` } : {}),
    };
    return {
      id,
      path: apiPath(cell, plan),
      intendedUs: intendedUs[index] ?? null,
      body: requestBody(question, cell, plan),
      meta: asked.meta,
    };
  });
}

function hasSchema(cell: Cell): boolean {
  return cell.test === 'json_struct' && cell.constraint === 'schema';
}

/**
 * Asks, for every cell up to and with this one, what that cell asks: a prompt that an earlier cell used is a repeat
 * for the engine too. An engine lives for all cells of a plan, so only the first constrained cell meets cold schemas.
 */
async function measuredQuestions(cell: Cell, plan: Plan, world: World): Promise<CellQuestion[]> {
  const uses = new PromptUses();
  const prompts = await readPrompts(plan.datasets.prompts, world);
  const needsSchemas = plan.cells.some((other) => other.test === 'json_struct');
  const schemas = needsSchemas ? await readSchemas(plan.datasets.schemas, world) : [];
  const position = plan.cells.findIndex((other) => other.id === cell.id);
  const firstConstrained = plan.cells.find(hasSchema)?.id;
  const ask = (each: Cell) =>
    each.test === 'json_struct'
      ? schemaQuestions(schemas, each, each.id === firstConstrained, uses)
      : freeQuestions(prompts, each, each.requests, uses);
  for (const earlier of plan.cells.slice(0, Math.max(position, 0))) ask(earlier);
  return ask(cell);
}

async function warmupQuestions(cell: Cell, plan: Plan, world: World): Promise<CellQuestion[]> {
  if (cell.warmupRequests === 0) return [];
  const prompts = await readPrompts(plan.datasets.warmup, world);
  const questions = freeQuestions(prompts, cell, cell.warmupRequests, new PromptUses());
  // The first grammar of a process loads the whole grammar backend, 1.3-1.8 s in vLLM (facts/engines-verified.md
  // section 3): a schema that is measured nowhere pays for it.
  return hasSchema(cell) ? [throwAwayQuestion(), ...questions.slice(1)] : questions;
}

/**
 * Makes the requests of a cell, the same for the same plan on every machine. Warm-up prompts come from a data set of
 * their own. Throws DATASET_INVALID.
 */
export async function buildWorkload(cell: Cell, plan: Plan, world: World): Promise<Workload> {
  const [warmup, measured] = [await warmupQuestions(cell, plan, world), await measuredQuestions(cell, plan, world)];
  // Seeds of the warm-up lie half the range away, so that no measured request repeats one.
  const ofWarmup = { letter: 'w', firstSeed: cell.seed + seedLimit / 2, intendedUs: [] };
  const intendedUs = intendedOffsetsUs(cell.shape, measured.length, cell.seed);
  return {
    warmup: workItems(warmup, ofWarmup, cell, plan),
    measured: workItems(measured, { letter: 'r', firstSeed: cell.seed, intendedUs }, cell, plan),
  };
}
