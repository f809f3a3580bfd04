import { join } from 'node:path';
import { z } from 'zod';
import type { World } from '../../world.ts';

type Reader = Pick<World, 'files'>;
const packageSchema = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });

/** Where packages that the page's script holds keep their licence texts. */
async function licenceOf(folder: string, { files }: Reader): Promise<string> {
  const name = (await files.list(folder)).find((one) => /^licen[cs]e(?:\.\w+)?$/i.test(one));
  return name === undefined ? '' : (await files.readText(join(folder, name))).trim();
}

async function withDependencies(names: string[], modules: string, { files }: Reader): Promise<string[]> {
  const found = new Set<string>();
  for (const queue = [...names]; queue.length > 0; ) {
    const name = queue.shift() ?? '';
    const path = join(modules, name, 'package.json');
    if (found.has(name) || !(await files.exists(path))) continue;
    found.add(name);
    queue.push(...Object.keys(packageSchema.parse(JSON.parse(await files.readText(path))).dependencies));
  }
  return [...found].sort();
}

/**
 * The licence texts of packages and of all that they depend on, each text once under the names that it covers:
 * who passes a page on passes their code on, and they ask that their texts go with it.
 */
export async function licenceTexts(names: string[], modules: string, world: Reader): Promise<string> {
  const byText = new Map<string, string[]>();
  for (const name of await withDependencies(names, modules, world)) {
    const text = await licenceOf(join(modules, name), world);
    byText.set(text, [...(byText.get(text) ?? []), name]);
  }
  byText.delete('');
  return [...byText].map(([text, covered]) => `${covered.join(', ')}:\n\n${text}`).join('\n\n');
}
