import { stripTypeScriptTypes } from 'node:module';
import { dirname, resolve } from 'node:path';
import type { World } from '../../world.ts';

const importLine = /^import (type )?[^;]*? from '([^']+)';\n/gm;

/** Files in the order in which they may run: each after those that it imports. */
async function inOrder(path: string, world: Pick<World, 'files'>, seen: Map<string, string>): Promise<void> {
  if (seen.has(path)) return;
  const text = await world.files.readText(path);
  // In its place before its imports are followed, so that two that import each other end; moved behind them afterwards.
  seen.set(path, text);
  for (const [, typeOnly, from] of text.matchAll(importLine))
    if (typeOnly === undefined) await inOrder(resolve(dirname(path), from ?? ''), world, seen);
  seen.delete(path);
  seen.set(path, text);
}

/**
 * The script of a page from TypeScript modules of ours: without types, imports and exports, one behind the other. So
 * names at the top of a module must be unique among them: the browser refuses a script in which two are the same.
 */
export async function browserScript(entry: string, world: Pick<World, 'files'>): Promise<string> {
  const modules = new Map<string, string>();
  await inOrder(entry, world, modules);
  const plain = [...modules.values()].map((text) => stripTypeScriptTypes(text.replaceAll(importLine, '')));
  return plain.map((text) => text.replaceAll(/^export (?=\w)/gm, '').replaceAll(/^\s*\n/gm, '')).join('');
}
