import type { EngineResult, MeasuredCell } from '../../domain/engine-result.ts';
import { seriesOf } from '../../domain/series.ts';
import { pointInWords } from '../../domain/sweep.ts';
import { rounded } from '../chart-style.ts';
import { count } from '../format.ts';
import { seriesOfCells } from '../view/levels.ts';

/** One load level of a closed loop with its repeats; levels of the same line differ in their load alone. */
export type Level = {
  line: string;
  inFlight: number;
  cells: MeasuredCell[];
  /** The 95 % t-interval of a metric's mean over runs; null below three runs, which say too little of their spread. */
  interval(metric: string): { low: number; high: number } | null;
};

const fewestRuns = 3;

/** What a line of the chart has in common: the test and the point of a sweep. The in-flight levels are its points. */
function lineOf({ statistics: { cell } }: MeasuredCell): string {
  const twin = cell.test === 'json_struct' && cell.constraint === 'none' ? 'without schema' : '';
  return [cell.test, twin, cell.caseId ?? '', pointInWords(cell.point)].filter((part) => part !== '').join(', ');
}

function intervalOf({ repeats }: EngineResult, series: string, metric: string) {
  const found = repeats.find((one) => one.series === series)?.metrics.find((one) => one.metric === metric)?.mean;
  if (found === undefined || found.count < fewestRuns || found.low === null || found.high === null) return null;
  return { low: rounded(Math.max(0, found.low)), high: rounded(found.high) };
}

/** The load levels of all lines that have at least two. */
export function loadLines(result: EngineResult): Level[] {
  const all = seriesOfCells(Object.values(result.benchmarks).flat()).flatMap((cells): Level[] => {
    const [first] = cells;
    const cell = first?.statistics.cell;
    if (first === undefined || cell?.shape.kind !== 'concurrency') return [];
    const interval = (metric: string) => intervalOf(result, seriesOf(cell), metric);
    return [{ line: lineOf(first), inFlight: cell.shape.concurrency, cells, interval }];
  });
  const levels = (line: string) => new Set(all.filter((one) => one.line === line).map(({ inFlight }) => inFlight));
  return all.filter(({ line }) => levels(line).size > 1);
}

/** How many ok requests stand behind a level, e.g. "n 102–1,137 ok requests a level". */
export function okWords(levels: Level[]): string {
  const ok = levels.map(({ cells }) =>
    cells.reduce((sum, { statistics }) => sum + (statistics.requests.outcomes.ok ?? 0), 0),
  );
  const [least, most] = [Math.min(...ok), Math.max(...ok)];
  return `n ${least === most ? count(least) : `${count(least)}–${count(most)}`} ok requests a level`;
}
