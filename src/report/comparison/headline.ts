import type { ComparedTest, Comparison } from '../../domain/comparison.ts';
import type { TestName } from '../../domain/suite.ts';

/** What a test is looked at for first, and what comes beside it. Names of metrics. */
export const headlines: Record<TestName, { main: string; beside: string[] }> = {
  throughput: { main: 'outputTokensPerS', beside: ['ttftP50Ms', 'tpotP50Ms'] },
  json_struct: { main: 'outputTokensPerS', beside: ['jsonValidShare', 'ttftP50Ms'] },
  low_latency: { main: 'ttftP50Ms', beside: ['tpotP50Ms', 'e2eP50Ms'] },
};

/**
 * The part of each test that stands for it at the top and in the chart: the highest load level, of json_struct the one
 * with schemas. The others have tables of their own.
 */
export function headlineTests({ tests }: Comparison): ComparedTest[] {
  const names = [...new Set(tests.map(({ test }) => test))];
  return names.flatMap((name) => {
    const main = tests.filter(
      ({ test, constraint }) => test === name && (name !== 'json_struct' || constraint === 'schema'),
    );
    const highest = main.toSorted((a, b) => (b.concurrency ?? 0) - (a.concurrency ?? 0))[0];
    return highest === undefined ? [] : [highest];
  });
}
