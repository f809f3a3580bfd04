import { type Point, pointInShort } from '../domain/sweep.ts';

/**
 * Folder names of the points of a sweep, in their order; null for the one empty point of a test that is not swept.
 * Points whose names come out alike are numbered from the second on.
 */
export function pointNames(points: readonly Point[]): (string | null)[] {
  const seen = new Map<string, number>();
  return points.map((point) => {
    const name = pointInShort(point);
    if (name === '') return null;
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return before === 0 ? name : `${name}.${before + 1}`;
  });
}
