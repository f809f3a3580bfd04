import { join } from 'node:path';
import type { World } from '../world.ts';
import type { Mistakes } from './mistakes.ts';
import { parseYaml } from './read-yaml.ts';

type Reader = Pick<World, 'files' | 'root'>;
type Fields = Record<string, unknown>;

/** Path of an engine's definition, relative to the repository. */
export function engineFile(name: string): string {
  return join('engines', name, 'engine.yaml');
}

async function readDocument(name: string, world: Reader, mistakes: Mistakes): Promise<unknown> {
  return parseYaml(engineFile(name), await world.files.readText(join(world.root, engineFile(name))), mistakes);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is said again replaces what the other engine says; in a map of the top level key by key. */
function overlay(base: Fields, own: Fields): Fields {
  const merged = Object.entries(own).map(([key, value]) => {
    const other = base[key];
    return [key, isFields(value) && isFields(other) ? { ...other, ...value } : value];
  });
  return { ...base, ...Object.fromEntries(merged) };
}

/**
 * The engine.yaml of an engine, not checked yet. One with `basedOn: NAME` is the same program elsewhere (vllm-cpu is vLLM)
 * and says only what differs from NAME. undefined, and mistakes, where it cannot be read.
 */
export async function engineDocument(name: string, world: Reader, mistakes: Mistakes): Promise<unknown> {
  const document = await readDocument(name, world, mistakes);
  if (!isFields(document) || document.basedOn === undefined) return document;
  const { basedOn, ...own } = document;
  if (typeof basedOn !== 'string' || !(await world.files.exists(join(world.root, engineFile(basedOn))))) {
    mistakes.add('CONFIG_INVALID', `${engineFile(name)}: basedOn: no engine ${JSON.stringify(basedOn)}`);
    return undefined;
  }
  const base = await readDocument(basedOn, world, mistakes);
  return isFields(base) ? overlay(base, own) : undefined;
}
