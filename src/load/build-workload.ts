import type { GradedSchema } from '../domain/graded-schema.ts';
import type { WorkItem } from '../domain/load-plan.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import type { Prompt } from '../domain/prompt.ts';
import type { World } from '../world.ts';
import { intendedOffsetsUs } from './arrivals/index.ts';
import { readPrompts, readSchemas } from './datasets.ts';
import { apiPath, type Question, requestBody } from './dialect.ts';
import { withAnswerLengths } from './exact-answers.ts';
import { type Measuring, type OwnQuestions, ownQuestionsOf } from './own-questions.ts';
import { PromptUses } from './prompt-uses.ts';
import {
  type CellQuestion,
  enforcementQuestions,
  freeQuestions,
  schemaQuestions,
  throwAwayQuestion,
  twinQuestions,
} from './questions.ts';

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

/** Cells whose questions come from a data set, and whose prompts later cells may repeat. */
function isFromDataset({ input, caseId }: Cell): boolean {
  return input === null && caseId === null;
}

/** What an engine was asked so far: its cells come in the plan's order, and a prompt of an earlier one is a repeat. */
type Asked = { uses: PromptUses; cells: number };

/** Requests of the cells of a plan. Cells in the order of the plan cost least: what came before is then known. */
export type Workloads = { of(cell: Cell): Promise<Workload> };

type Schemas = { measured: GradedSchema[]; enforcement: GradedSchema[] };

/** The schemas that the plan's cells ask with; the proof has its own, so that those that are measured stay cold. */
async function planSchemas({ cells, datasets }: Plan, world: World): Promise<Schemas> {
  const isAsked = cells.some(({ test }) => test === 'json_struct');
  const { schemas, enforcement } = datasets;
  return {
    measured: isAsked ? await readSchemas(schemas, world) : [],
    enforcement: enforcement === null ? [] : await readSchemas(enforcement, world),
  };
}

function jsonQuestions(cell: Cell, plan: Plan, schemas: Schemas, uses: PromptUses): CellQuestion[] {
  if (cell.purpose === 'enforcement') return enforcementQuestions(schemas.enforcement, cell, uses);
  const constrained = plan.cells.find(({ id }) => id === cell.twinOf);
  if (cell.constraint === 'none') return twinQuestions(schemas.measured, cell, constrained ?? cell, uses);
  const first = plan.cells.find((other) => hasSchema(other) && other.purpose === 'speed');
  return schemaQuestions(schemas.measured, cell, cell.id === first?.id, uses);
}

/**
 * The questions of cells. An engine lives for all cells of a plan, so only the first constrained cell meets cold
 * schemas, and what earlier cells asked counts; a cell that lies before the last one asked for starts anew.
 */
function questionsOf(plan: Plan, world: World): (cell: Cell) => Promise<CellQuestion[]> {
  const positions = new Map(plan.cells.map(({ id }, index) => [id, index]));
  let data: Promise<[Prompt[], Schemas]> | null = null;
  let asked: Asked = { uses: new PromptUses(), cells: 0 };
  return async (cell) => {
    data ??= Promise.all([readPrompts(plan.datasets.prompts, world), planSchemas(plan, world)]);
    const [prompts, schemas] = await data;
    const ask = (each: Cell) =>
      each.test === 'json_struct'
        ? jsonQuestions(each, plan, schemas, asked.uses)
        : freeQuestions(prompts, each, each.requests, asked.uses);
    const position = positions.get(cell.id) ?? 0;
    if (position < asked.cells) asked = { uses: new PromptUses(), cells: 0 };
    for (const skipped of plan.cells.slice(asked.cells, position).filter(isFromDataset)) ask(skipped);
    asked.cells = position + 1;
    return ask(cell);
  };
}

async function warmupQuestions(cell: Cell, plan: Plan, own: OwnQuestions, world: World): Promise<CellQuestion[]> {
  if (cell.warmupRequests === 0) return [];
  const made = own(cell, cell.warmupRequests, 'warmup');
  if (made !== null) return made;
  const prompts = await readPrompts(plan.datasets.warmup, world);
  const questions = freeQuestions(prompts, cell, cell.warmupRequests, new PromptUses());
  // The first grammar of a process loads the whole grammar backend, 1.3-1.8 s in vLLM (facts/engines-verified.md
  // section 3): a schema that is measured nowhere pays for it.
  return hasSchema(cell) ? [throwAwayQuestion(), ...questions.slice(1)] : questions;
}

/**
 * Makes the requests of a plan's cells, the same for the same plan on every machine. Warm-up prompts come from a data
 * set of their own, or are made like the measured ones. `of` throws DATASET_INVALID, and CONFIG_INVALID for lengths
 * that the engine's template leaves no room for.
 */
export function makeWorkloads(plan: Plan, measuring: Measuring | null, world: World): Workloads {
  const fromDataset = questionsOf(plan, world);
  const own = ownQuestionsOf(plan, measuring, world);
  return {
    of: async (cell) => {
      const warmup = withAnswerLengths(await warmupQuestions(cell, plan, own, world), cell);
      const asked = await (own(cell, cell.requests, 'measured') ?? fromDataset(cell));
      const measured = withAnswerLengths(asked, cell);
      // Seeds of the warm-up lie half the range away, so that no measured request repeats one.
      const ofWarmup = { letter: 'w', firstSeed: cell.seed + seedLimit / 2, intendedUs: [] };
      const intendedUs = intendedOffsetsUs(cell.shape, measured.length, cell.seed);
      return {
        warmup: workItems(warmup, ofWarmup, cell, plan),
        measured: workItems(measured, { letter: 'r', firstSeed: cell.seed, intendedUs }, cell, plan),
      };
    },
  };
}

/** The requests of one cell alone. Throws DATASET_INVALID. */
export function buildWorkload(
  cell: Cell,
  plan: Plan,
  world: World,
  measuring: Measuring | null = null,
): Promise<Workload> {
  return makeWorkloads(plan, measuring, world).of(cell);
}
