import type { Comparison } from '../../domain/comparison.ts';
import { chartConfig } from '../chart-style.ts';
import type { Chart } from '../charts/chart.ts';
import { gradeBars, validityWords } from '../charts/json-validity.ts';
import { outcomeBars, outcomesSeen } from '../charts/outcome-bars.ts';
import type { ComparedResult } from './csv.ts';
import { headlineTests } from './headline.ts';
import { cellsOf, measuredEngines } from './measured-cells.ts';

/** JSON validity of engines side by side, a panel a grade of schemas. */
export function jsonValidityComparison(comparison: Comparison, results: ComparedResult[]): Chart | null {
  const test = headlineTests(comparison).find((one) => one.test === 'json_struct');
  if (test === undefined) return null;
  const engines = measuredEngines(comparison);
  const bars = engines.flatMap((engine) =>
    gradeBars(cellsOf(test, engine, results)).map((bar) => ({ ...bar, grade: bar.label, label: engine })),
  );
  if (bars.length === 0) return null;
  const grades = [...new Set(bars.map(({ grade }) => grade))];
  const panels = grades.map((grade, index) => ({
    title: { text: grade, fontSize: 13, fontWeight: 'normal' as const, offset: 4 },
    ...outcomeBars(
      bars.filter((bar) => bar.grade === grade),
      engines,
      outcomesSeen(bars),
      index === grades.length - 1 ? 'share of requests' : null,
    ),
  }));
  return {
    name: 'json_validity',
    title: `JSON validity by grade of schema, ${test.level}`,
    caption: validityWords,
    spec: { config: chartConfig, vconcat: panels, spacing: 14 },
  };
}
