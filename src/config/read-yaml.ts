import { isAlias, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import type { World } from '../world.ts';
import { explainIssues } from './explain.ts';
import type { Mistakes } from './mistakes.ts';

/** Larger files are no configuration; the limit keeps a wrong path from eating memory. */
const largestFileBytes = 1_000_000;

/** Text -> plain value. Aliases are refused: they make small files expand without limit. */
export function parseYaml(source: string, text: string, mistakes: Mistakes): unknown {
  if (text.length > largestFileBytes) {
    mistakes.add('CONFIG_INVALID', `${source}: ${text.length} bytes are too many for a configuration file`);
    return undefined;
  }
  const document = parseDocument(text, { uniqueKeys: true });
  for (const error of document.errors) mistakes.add('CONFIG_INVALID', `${source}: ${error.message.split('\n')[0]}`);
  let aliases = 0;
  visit(document, (_, node) => {
    if (isAlias(node)) aliases += 1;
  });
  if (aliases > 0) mistakes.add('CONFIG_INVALID', `${source}: YAML aliases (*name) are not taken; write the value out`);
  return document.errors.length > 0 || aliases > 0 ? undefined : document.toJS();
}

/** Reads a YAML file and checks it; what is wrong goes to `mistakes` and the answer is null. */
export async function readYaml<T>(
  path: string,
  schema: z.ZodType<T>,
  world: Pick<World, 'files' | 'root'>,
  mistakes: Mistakes,
): Promise<T | null> {
  const source = path.startsWith(world.root) ? path.slice(world.root.length + 1) : path;
  const value = parseYaml(source, await world.files.readText(path), mistakes);
  return value === undefined ? null : checked(source, value, schema, mistakes);
}

/** Checks a value against its schema; null and mistakes if it is wrong. */
export function checked<T>(source: string, value: unknown, schema: z.ZodType<T>, mistakes: Mistakes): T | null {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  mistakes.add('CONFIG_INVALID', ...explainIssues(source, value, result.error));
  return null;
}
