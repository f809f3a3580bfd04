import type { MeasuredCell } from '../../domain/engine-result.ts';
import { seriesInWords } from '../../domain/series.ts';
import { count } from '../format.ts';
import { seriesOfCells } from '../view/levels.ts';

/** Cells that differ in their repeat alone, with a name for them: what one colour of a chart stands for. */
export type LabelledSeries = { label: string; cells: MeasuredCell[] };

/** What tells the series of a test apart, in words. */
export function seriesName({ statistics: { cell } }: MeasuredCell): string {
  const twin = cell.test === 'json_struct' && cell.constraint === 'none';
  return `${twin ? 'without schema, ' : ''}${seriesInWords(cell)}`;
}

/** How many of the runs of a series broke a rule that makes a figure worthless. */
function invalidWords(cells: MeasuredCell[]): string {
  const invalid = cells.filter(({ verdict }) => verdict.state === 'INVALID').length;
  return invalid === 0 ? '' : `, ${cells.length > 1 ? `${invalid} ` : ''}INVALID`;
}

/** The series of a test, each with its samples counted in its name. */
export function labelledSeries(cells: MeasuredCell[], samples: (cell: MeasuredCell) => number): LabelledSeries[] {
  return seriesOfCells(cells).map((runs) => {
    const n = count(runs.reduce((sum, cell) => sum + samples(cell), 0));
    const several = runs.length > 1 ? ` in ${runs.length} runs` : '';
    const [first] = runs;
    const name = first === undefined ? '' : seriesName(first);
    return { label: `${name} (n ${n}${several}${invalidWords(runs)})`, cells: runs };
  });
}
