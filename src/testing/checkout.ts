import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testWorld } from './test-world.ts';

const { root } = testWorld();

const copied = ['src', 'compose', 'engines', 'k6/scenarios', 'k6/suites', 'datasets', 'package.json'];

/**
 * Makes a second checkout in a folder: the same program and tools, but definitions of engines that a test may change
 * as a user would.
 * @returns its root
 */
export function copyCheckout(folder: string): string {
  const to = join(folder, 'checkout');
  // What a user fetched may be large, and a test brings its own.
  const filter = (path: string) => path !== join(root, 'datasets', 'fetched');
  for (const part of copied) cpSync(join(root, part), join(to, part), { recursive: true, filter });
  for (const shared of ['node_modules', '.tools']) symlinkSync(join(root, shared), join(to, shared));
  return to;
}

/** Replaces a text in a file of a checkout. Throws if it is not there. */
export function changeFile(path: string, from: string, to: string): void {
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from)) throw new Error(`${path} does not hold ${from}`);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
}
