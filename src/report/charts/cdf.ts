import type { Distribution } from '../../domain/statistics.ts';
import { ink, linePerName, plotWidth, rounded } from '../chart-style.ts';
import { percentileOf } from '../format.ts';
import { timeAxis } from './time-axis.ts';

/** One measured distribution; those with the same line share its colour and dashes. */
export type Curve = { line: string; of: string; distribution: Distribution };

/** Percentiles that are marked where the samples carry them, by shape. */
const marked = [50, 95, 99];
const shapes = ['circle', 'diamond', 'triangle-up'];
/** More curves than this, and intervals would hide each other. */
const mostIntervals = 6;

/** Points of a curve; a logarithmic axis has no place for 0. */
function points({ line, of, distribution: { quantiles } }: Curve) {
  const last = Math.max(1, quantiles.length - 1);
  return quantiles
    .map((value, index) => ({ line, of, value: rounded(value), share: rounded(index / last) }))
    .filter(({ value }) => value > 0);
}

function marks({ line, of, distribution }: Curve, from: number) {
  return marked.flatMap((p) => {
    const found = percentileOf(distribution, p);
    if (found === undefined || found.insufficient || found.value === null || found.value < from) return [];
    const [low, high] = [found.low ?? found.value, found.high ?? found.value];
    const interval = { low: rounded(Math.max(low, from)), high: rounded(high) };
    return [{ line, of, percentile: `p${p}`, value: rounded(found.value), ...interval, share: p / 100 }];
  });
}

/** What the marks on the curves are, for a caption. */
export function marksWords(curves: Curve[]): string {
  const intervals = curves.length > mostIntervals ? '' : ', with their 95 % interval';
  const known = marked.filter((p) => curves.some(({ distribution }) => percentileOf(distribution, p)?.value != null));
  return known.length === 0
    ? ''
    : `; marked where samples suffice: ${known.map((p) => `p${p}`).join(', ')}${intervals}`;
}

/** The lines' names in their order. */
function namesOf(curves: Curve[]): string[] {
  return [...new Set(curves.map(({ line }) => line))];
}

/**
 * Empirical distribution functions in one plot: what share of the samples was at most as large. Drawn from the 101
 * quantiles, so it is exact to 1 %. Null where no curve has a point.
 */
export function cdfPlot(curves: Curve[], axisTitle: string, shareTitle: string, names = namesOf(curves)) {
  const all = curves.flatMap(points);
  if (all.length === 0) return null;
  const { words, from, scale, axis } = timeAxis(all.map(({ value }) => value));
  const values = all.map((point) => ({ ...point, value: Math.max(point.value, from) }));
  const found = curves.flatMap((curve) => marks(curve, from));
  const x = { type: 'quantitative' as const, title: axisTitle, scale, axis: { ...axis, format: '~g' } };
  const y = { field: 'share', type: 'quantitative' as const, title: shareTitle, axis: { format: '%' } };
  const { color, strokeDash } = linePerName('line', names);
  // Below the curves on the right is always room.
  // Shapes alone stand for percentiles: in the page's ink, so that they are seen on dark too.
  const symbols = { symbolSize: 55, symbolFillColor: ink, symbolStrokeColor: ink };
  const legend = { orient: 'bottom-right' as const, columns: 1, ...symbols };
  const shape = { field: 'percentile', type: 'nominal' as const, title: null, legend };
  const seen = marked.map((p, index) => ({ name: `p${p}`, shape: shapes[index] ?? 'circle' }));
  const used = seen.filter(({ name }) => found.some(({ percentile }) => percentile === name));
  const shapeScale = { domain: used.map(({ name }) => name), range: used.map((one) => one.shape) };
  const interval = {
    data: { values: found },
    mark: { type: 'rule' as const, strokeWidth: 4, opacity: 0.35 },
    encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y, color },
  };
  const layer = [
    {
      mark: { type: 'line' as const, interpolate: 'step-after' as const },
      encoding: { x: { ...x, field: 'value' }, y, color, strokeDash, detail: { field: 'of' } },
    },
    ...(curves.length > mostIntervals ? [] : [interval]),
    {
      data: { values: found },
      mark: { type: 'point' as const, filled: true, size: 55, opacity: 1 },
      encoding: { x: { ...x, field: 'value' }, y, color, shape: { ...shape, scale: shapeScale } },
    },
  ];
  return { words, plot: { width: plotWidth, height: 260, data: { values }, layer } };
}
