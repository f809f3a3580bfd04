import type { Config } from '../domain/config.ts';
import { endpointOf } from '../domain/engine-abilities.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import type { RequestTemplate } from '../domain/request-template.ts';
import { spellingFor } from '../domain/structured-output.ts';

type Line = Plan['requests'][number];

function structuredOutput(cell: Cell, { engine }: Config): string {
  if (cell.constraint === 'none') return '';
  const spelling = spellingFor(engine.api.structuredOutput, cell.structuredOutput, endpointOf(cell));
  if (spelling === null) return `${engine.name} has none: the schema is asked for in words alone`;
  return `${spelling} (${cell.structuredOutput})`;
}

function byTemplate({ constraint }: Cell, { file }: RequestTemplate): string {
  return constraint === 'none' ? '' : `the template ${file}`;
}

/** Each kind of request once: what the engine gets, where, and how. */
export function requestLines(config: Config, cells: readonly Cell[], template: RequestTemplate | null = null): Line[] {
  const { chatPath, completionsPath } = config.engine.api;
  const lines = cells.map((cell) => ({
    test: cell.test,
    constraint: cell.constraint,
    path: template?.path ?? (endpointOf(cell) === 'chat' ? chatPath : completionsPath),
    structuredOutput: template === null ? structuredOutput(cell, config) : byTemplate(cell, template),
    freshPrompts: cell.freshPrompts,
  }));
  return [...new Map(lines.map((line) => [JSON.stringify(line), line])).values()];
}
