import { join } from 'node:path';
import type { World } from '../world.ts';

/** Names of the variables that a Compose file reads: `${NAME}`, `${NAME:-x}`, `$NAME`; `$$` is a plain dollar. */
export function variableNames(composeFile: string): string[] {
  const found = composeFile.replaceAll('$$', '').matchAll(/\$\{?([A-Za-z_][A-Za-z0-9_]*)/g);
  return [...new Set([...found].map((match) => match[1] ?? ''))].sort();
}

/**
 * Variables of the user's shell that change the engine (DYNO_EXTRA_ARGS, DYNO_VLLM_IMAGE …). Compose would take them
 * from the environment unseen; as part of the plan they are shown and kept with the result.
 */
export async function shellVariables(
  composeFile: string,
  world: Pick<World, 'files' | 'root' | 'env'>,
): Promise<Record<string, string>> {
  const names = variableNames(await world.files.readText(join(world.root, composeFile)));
  return Object.fromEntries(names.flatMap((name) => (world.env[name] === undefined ? [] : [[name, world.env[name]]])));
}
