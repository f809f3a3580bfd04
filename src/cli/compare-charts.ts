import { isAbsolute, join } from 'node:path';
import type { Side } from '../domain/difference.ts';
import { shellQuote } from '../engine/shell-quote.ts';

const page = 'report.html';

/**
 * Where a page with charts of these sides is, or what makes one. Runs of one engine are taken together in a comparison, so
 * their own pages are named; of a baseline there is none.
 */
export function chartsText(sides: readonly Side[]): string[] {
  const onDisk = sides.filter(({ folders }) => folders.every(isAbsolute));
  const folders = onDisk.flatMap((side) => side.folders);
  const [sequence, ...others] = new Set(onDisk.map((side) => side.sequence));
  if (typeof sequence === 'string' && others.length === 0) return [`charts: ${join(sequence, page)}`];
  if (onDisk.length > 1 && new Set(onDisk.map(({ engine }) => engine)).size === onDisk.length) {
    return [`one page with charts of all: ./dyno report --comparison ${folders.map(shellQuote).join(' ')}`];
  }
  return folders.map((folder) => `charts: ${join(folder, page)}`);
}
