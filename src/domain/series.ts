import type { Cell } from './plan.ts';
import { shapeInWords } from './shape.ts';
import { pointInWords } from './sweep.ts';

/** What the repeats of a cell have in common: its id without `run-N`. Equal for cells that differ in the repeat alone. */
export function seriesOf({ id }: Pick<Cell, 'id'>): string {
  return id.replace(/\/run-\d+$/, '');
}

/** What tells the cells of a test apart, for people: case, values of the sweep, load level. */
export function seriesInWords({ caseId, point, shape }: Pick<Cell, 'caseId' | 'point' | 'shape'>): string {
  const parts = [caseId === null ? '' : `case ${caseId}`, pointInWords(point), shapeInWords(shape)];
  return parts.filter((part) => part !== '').join(', ');
}
