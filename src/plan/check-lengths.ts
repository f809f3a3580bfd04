import type { Config } from '../domain/config.ts';
import { endpointOf, exactLengthFields } from '../domain/engine-abilities.ts';
import { longestOf } from '../domain/lengths.ts';
import type { Cell } from '../domain/plan.ts';
import { DynoError } from '../errors.ts';

/** Why an engine cannot give answers of exact lengths; null if it can. */
function whyNotExact(cell: Cell, { engine, model }: Config): string | null {
  const fields = exactLengthFields(engine.api, endpointOf(cell), model.reasoning, cell.maxTokens);
  return fields === null ? `${engine.name} can neither ignore the end token nor be told min_tokens` : null;
}

function mistakesOf(cell: Cell, config: Config): string[] {
  const { contextLength } = config.suite.engine;
  const key = `tests.${cell.test}`;
  const inputTokens = cell.input === null ? 0 : longestOf(cell.input);
  const why = cell.output === null || config.suite.request !== null ? null : whyNotExact(cell, config);
  return [
    ...(why === null ? [] : [`${key}.output: ${why}; use ${key}.maxTokens, which only limits an answer`]),
    ...(cell.input !== null && inputTokens + cell.maxTokens > contextLength
      ? [
          `${key}: ${inputTokens} tokens of input and ${cell.maxTokens} of output do not fit into engine.contextLength ${contextLength}`,
        ]
      : []),
  ];
}

/** Throws CONFIG_INVALID where the engine cannot give the lengths that the suite asks for. */
export function checkLengths(cells: readonly Cell[], config: Config): void {
  const mistakes = [...new Set(cells.flatMap((cell) => mistakesOf(cell, config)))];
  if (mistakes.length === 1) throw new DynoError('CONFIG_INVALID', mistakes[0] ?? '');
  if (mistakes.length > 1) throw new DynoError('CONFIG_INVALID', `${mistakes.length} mistakes:`, { detail: mistakes });
}
