import type { Config } from '../domain/config.ts';
import { endpointOf, takesField } from '../domain/engine-abilities.ts';
import type { Cell } from '../domain/plan.ts';
import { spellingFor } from '../domain/structured-output.ts';
import { DynoError } from '../errors.ts';

/** Why a cell cannot be asked of this engine: each reason names the key of the suite. Empty: it can. */
function reasons(cell: Cell, { engine }: Config): string[] {
  const { api, name } = engine;
  const endpoint = endpointOf(cell);
  const key = (setting: string) => `tests.${cell.test}.${setting}`;
  const found: string[] = [];
  if (cell.batchSize > 1 && !api.batch) {
    found.push(`${key('batchSize')}: ${name} takes one prompt in a call; set it to 1`);
  }
  if (cell.ignoreEos && !takesField(api, endpoint, 'ignore_eos')) {
    found.push(`${key('ignoreEos')}: ${name} cannot ignore the end token; set it to false`);
  }
  if (cell.freshPrompts === 'cache-salt' && !takesField(api, endpoint, 'cache_salt')) {
    found.push(`${key('freshPrompts')}: ${name} takes no cache_salt for ${endpoint}; use unique-prompts`);
  }
  if (cell.resetCache === true && engine.resetPrefixCache === null) {
    found.push(`${key('resetCache')}: ${name} has no way to empty its prefix cache`);
  }
  const common = cell.constraint === 'schema' && cell.structuredOutput === 'common';
  if (common && spellingFor(api.structuredOutput, 'common', endpoint) === null) {
    found.push(`${key('structuredOutput')}: ${name} does not take response_format for ${endpoint}; use native`);
  }
  return found;
}

/** Throws CONFIG_INVALID where a profile is wanted and the engine has no profiler that can be used. */
export function checkProfiler({ engine, profile }: Config): void {
  if (!profile || !('unsupported' in engine.profile)) return;
  throw new DynoError('CONFIG_INVALID', `--profile: ${engine.name} has none to use: ${engine.profile.unsupported}`, {
    hint: 'leave --profile out, or profile the engine by hand; engines/README.md says what each has',
  });
}

/** Throws CONFIG_INVALID with everything that the suite asks and the engine cannot do. */
export function checkSupport(config: Config, cells: Cell[]): void {
  const [first, ...more] = new Set(cells.flatMap((cell) => reasons(cell, config)));
  if (first === undefined) return;
  if (more.length === 0) throw new DynoError('CONFIG_INVALID', first);
  throw new DynoError('CONFIG_INVALID', `${more.length + 1} mistakes:`, { detail: [first, ...more] });
}
