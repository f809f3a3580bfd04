import type { SeriesRow } from '../../domain/sample-set.ts';
import { mean } from '../distribution.ts';
import { type LoadSpan, meanIn, valuesIn } from '../series.ts';

/**
 * Mean of a gauge over the readings in the window. A straight line to the reading before it would be wrong: a load begins
 * at once, so half of the requests would seem to run in the second around its start. Only where no reading lies in the
 * window the line between those around it stands in.
 */
export function gaugeMean(rows: SeriesRow[], column: string, span: LoadSpan): number | null {
  return mean(valuesIn(rows, column, span)) ?? meanIn(rows, column, span).value;
}
