import type { MeasuredCell } from '../../domain/engine-result.ts';
import { chartConfig } from '../chart-style.ts';
import type { ReportData } from '../report-data.ts';
import { seriesOfCells } from '../view/levels.ts';
import type { Chart } from './chart.ts';
import { addOutcomes, type OutcomeBar, outcomeBars, outcomesSeen } from './outcome-bars.ts';
import { seriesName } from './series-label.ts';

/** What became of the requests of these cells, by how hard their schemas are. */
export function gradeBars(cells: MeasuredCell[]): OutcomeBar[] {
  const all = cells.flatMap(({ statistics: { validity } }) => validity?.byGrade ?? []);
  return [...new Set(all.map(({ grade }) => grade))].map((grade) => {
    const own = all.filter((one) => one.grade === grade);
    const asked = own.reduce((sum, one) => sum + one.asked, 0);
    return { label: grade, asked, outcomes: addOutcomes(own.map(({ outcomes }) => outcomes)) };
  });
}

/** What the bars of JSON validity show, for a caption. */
export const validityWords =
  'what became of all n requests that carried a schema, by the grade of the schema; runs are added up';

/** JSON validity by grade, a panel a load level. */
export function jsonValidity({ result }: ReportData): Chart | null {
  const series = seriesOfCells(result.benchmarks.json_struct.filter(({ statistics }) => statistics.validity !== null));
  const groups = series.flatMap((cells) => {
    const [first] = cells;
    const bars = gradeBars(cells);
    return first === undefined || bars.length === 0 ? [] : [{ name: seriesName(first), bars }];
  });
  if (groups.length === 0) return null;
  const seen = outcomesSeen(groups.flatMap(({ bars }) => bars));
  const panels = groups.map(({ name, bars }) => ({
    title: { text: name, fontSize: 12, fontWeight: 'normal' as const, offset: 4 },
    ...outcomeBars(
      bars,
      bars.map(({ label }) => label),
      seen,
      'share of requests',
    ),
  }));
  return {
    name: 'json-validity',
    title: 'JSON validity by grade of schema',
    caption: validityWords,
    test: 'json_struct',
    spec: { config: chartConfig, vconcat: panels, spacing: 18 },
  };
}
