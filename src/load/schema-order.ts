import type { GradedSchema } from '../domain/graded-schema.ts';
import type { Cell } from '../domain/plan.ts';
import type { Prompt } from '../domain/prompt.ts';
import { seededRandom, shuffled } from '../domain/random.ts';

/** Grades from easy to hard for a grammar: data sets name them so; an unknown grade comes last. */
const rising = ['flat', 'nested', 'arrays', 'references', 'constrained'];

/** One use of a schema: which of its prompts, and whether the engine sees the schema for the first time. */
export type SchemaUse = { schema: GradedSchema; prompt: Prompt; firstUse: boolean };

function rank(grade: string): number {
  const position = rising.indexOf(grade);
  return position === -1 ? rising.length : position;
}

function byGrade(schemas: GradedSchema[]): GradedSchema[] {
  return schemas.slice().sort((a, b) => rank(a.grade) - rank(b.grade) || (a.name < b.name ? -1 : 1));
}

/** Every schema if each can be asked twice, else as many as can, spread evenly over the grades. */
function pickSchemas(schemas: GradedSchema[], requests: number): GradedSchema[] {
  const graded = byGrade(schemas);
  const wanted = Math.min(graded.length, Math.ceil(requests / 2));
  return Array.from({ length: wanted }, (_, index) => {
    return graded[Math.floor(((index + 0.5) * graded.length) / wanted)] as GradedSchema;
  });
}

/** One from each grade in turn, easy to hard, so that a few requests already cover every grade. */
export function acrossGrades(schemas: GradedSchema[]): GradedSchema[] {
  const graded = byGrade(schemas);
  const turn = (schema: GradedSchema) => graded.filter(({ grade }) => grade === schema.grade).indexOf(schema);
  return graded.slice().sort((a, b) => turn(a) - turn(b));
}

/** Prompt `index` of a schema; they start over when used up. */
export function promptOf(schema: GradedSchema, index: number): Prompt {
  const place = index % schema.prompts.length;
  return { id: `${schema.name}#${place + 1}`, prompt: schema.prompts[place] as string };
}

/**
 * Schemas in the order in which they are asked. The first pass goes from easy to hard, each schema once (cold); the
 * second keeps that order, so that no schema is asked again while its first grammar may still be compiling; later
 * passes are shuffled by the cell's seed.
 */
export function schemaOrder(schemas: GradedSchema[], cell: Cell): SchemaUse[] {
  const chosen = pickSchemas(schemas, cell.requests);
  const random = seededRandom(cell.seed);
  const uses: SchemaUse[] = [];
  for (let pass = 0; uses.length < cell.requests; pass += 1) {
    const order = pass < 2 ? chosen : shuffled(chosen, random);
    for (const schema of order.slice(0, cell.requests - uses.length)) {
      uses.push({ schema, prompt: promptOf(schema, pass), firstUse: pass === 0 });
    }
  }
  return uses;
}
