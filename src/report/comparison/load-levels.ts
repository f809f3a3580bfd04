import type { ComparedTest, Comparison } from '../../domain/comparison.ts';

/** The load levels of throughput, lowest first; empty where there is one only. Points of a sweep differ in more than
 * their load: they make no line. */
export function loadLevels({ tests }: Comparison): (ComparedTest & { concurrency: number })[] {
  const levels = tests.flatMap((test) => {
    const { concurrency, level } = test;
    const isLevel = test.test === 'throughput' && concurrency !== null && level === `${concurrency} in flight`;
    return isLevel ? [{ ...test, concurrency }] : [];
  });
  if (new Set(levels.map(({ concurrency }) => concurrency)).size < 2) return [];
  return levels.toSorted((a, b) => a.concurrency - b.concurrency);
}
