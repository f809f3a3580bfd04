import type { MeasuredCell } from '../../domain/engine-result.ts';
import { chartConfig, linePerName, plotWidth, rounded } from '../chart-style.ts';
import type { ReportData } from '../report-data.ts';
import type { Chart } from './chart.ts';
import { idealLines, idealWords, levelAxis } from './ideal-line.ts';
import { type Level, loadLines, okWords } from './load-lines.ts';

function tokensPerS({ statistics: { outputTokensPerS } }: MeasuredCell): number | null {
  return outputTokensPerS.steady ?? outputTokensPerS.whole;
}

/** A point for each run, and the interval of the mean over runs where they are enough for one. */
function pointsOf({ line, inFlight, cells, interval }: Level) {
  const runs = cells.flatMap((cell) => {
    const value = tokensPerS(cell);
    return value === null ? [] : [{ line, inFlight, value: rounded(value) }];
  });
  const ofMean = interval('outputTokensPerS');
  return { runs, intervals: ofMean === null ? [] : [{ line, inFlight, ...ofMean }] };
}

/** Output tokens per second over the load: how far the engine scales. */
export function throughputByLevel({ result }: ReportData): Chart | null {
  const loads = loadLines(result);
  const levels = loads.map(pointsOf);
  const values = levels.flatMap(({ runs }) => runs);
  const intervals = levels.flatMap((level) => level.intervals);
  if (values.length === 0) return null;
  const names = [...new Set(values.map(({ line }) => line))];
  const ideal = idealLines(values);
  const x = levelAxis(values);
  const y = { field: 'value', type: 'quantitative' as const, title: 'output tokens per second', scale: ideal.scale };
  const { color, strokeDash } = linePerName('line', names);
  const words = intervals.length > 0 ? '; thick: 95 % t-interval of the mean over runs' : '';
  return {
    name: 'throughput-by-level',
    title: 'Output tokens per second over the load',
    caption: `at each level of a closed loop: a point for each run, a line through their means${words}; ${idealWords}; ${okWords(loads)}`,
    spec: {
      config: chartConfig,
      width: plotWidth,
      height: 260,
      data: { values },
      encoding: { x, color },
      layer: [
        ideal.layer(y),
        { mark: { type: 'line' }, encoding: { y: { ...y, aggregate: 'mean' as const }, strokeDash } },
        {
          data: { values: intervals },
          mark: { type: 'rule', strokeWidth: 5, opacity: 0.35, clip: true },
          encoding: { y: { ...y, field: 'low' }, y2: { field: 'high' } },
        },
        { mark: { type: 'point', filled: true, size: 40, opacity: 1 }, encoding: { y } },
      ],
    },
  };
}
