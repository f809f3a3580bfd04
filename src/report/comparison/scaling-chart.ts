import type { Comparison } from '../../domain/comparison.ts';
import { chartConfig, linePerName, plotWidth, rounded } from '../chart-style.ts';
import type { Chart } from '../charts/chart.ts';
import { idealLines, idealWords, levelAxis } from '../charts/ideal-line.ts';
import { drawnRange } from './drawn-range.ts';
import { spreadText } from './figure-text.ts';
import { loadLevels } from './load-levels.ts';
import { figuresOf, measuredEngines, okWords } from './measured-cells.ts';

function pointsOf(comparison: Comparison) {
  return loadLevels(comparison).flatMap(({ concurrency, engines }) =>
    engines.flatMap(({ engine, figures }) => {
      const figure = figures.outputTokensPerS;
      if (figure === undefined || figure.value === null) return [];
      return [{ line: engine, inFlight: concurrency, value: rounded(figure.value), ...drawnRange(figure) }];
    }),
  );
}

/** Tokens a second over the load, a line an engine; null where there is one load level only. */
export function scalingChart(comparison: Comparison): Chart | null {
  const values = pointsOf(comparison);
  if (values.length === 0) return null;
  const engines = measuredEngines(comparison);
  const levels = loadLevels(comparison);
  const thick = spreadText(figuresOf(levels, ['outputTokensPerS']));
  const ideal = idealLines(values);
  const y = { field: 'value', type: 'quantitative' as const, title: 'output tokens/s', scale: ideal.scale };
  const { color, strokeDash } = linePerName('line', engines);
  return {
    name: 'scaling',
    title: 'Scaling with the load',
    caption: `throughput test, mean over runs at each load level${thick === '' ? '' : `; thick: ${thick}`}; ${idealWords}; ${okWords(levels, engines)}`,
    spec: {
      config: chartConfig,
      width: plotWidth,
      height: 280,
      data: { values },
      encoding: { x: levelAxis(values), color },
      layer: [
        ideal.layer(y),
        { mark: { type: 'line', point: { size: 45, filled: true } }, encoding: { y, strokeDash } },
        {
          mark: { type: 'rule', strokeWidth: 5, opacity: 0.35, clip: true },
          encoding: { y: { ...y, field: 'low' }, y2: { field: 'high' } },
        },
      ],
    },
  };
}
