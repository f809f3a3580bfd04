import type { ComparedTest, Comparison } from '../../domain/comparison.ts';
import { chartConfig, linePerCell, plotWidth } from '../chart-style.ts';
import type { Chart } from '../charts/chart.ts';
import { engineColors } from './engine-color.ts';

type Point = { engine: string; concurrency: number; tokensPerS: number; latency: number; level: string };

function points(tests: ComparedTest[], metric: string): Point[] {
  return tests.flatMap(({ engines, concurrency }) =>
    engines.flatMap(({ engine, figures }) => {
      const [rate, latency] = [figures.outputTokensPerS?.value ?? null, figures[metric]?.value ?? null];
      if (rate === null || latency === null || concurrency === null) return [];
      return [{ engine, concurrency, tokensPerS: rate, latency, level: String(concurrency) }];
    }),
  );
}

function panel(values: Point[], axis: string, engines: string[]) {
  if (values.length === 0) return [];
  const { color, strokeDash } = linePerCell('engine');
  const line = { ...color, scale: engineColors(engines) };
  const x = {
    field: 'tokensPerS',
    type: 'quantitative' as const,
    title: 'output tokens/s',
    scale: { zero: true },
    axis: { tickCount: 8 },
  };
  const y = { field: 'latency', type: 'quantitative' as const, title: axis, scale: { zero: true } };
  return [
    {
      width: plotWidth,
      height: 220,
      data: { values },
      encoding: { x, y, order: { field: 'concurrency', type: 'quantitative' as const } },
      layer: [
        {
          mark: { type: 'line' as const, point: { size: 45 } },
          encoding: { color: line, strokeDash: { ...strokeDash, scale: { ...strokeDash.scale, domain: engines } } },
        },
        { mark: { type: 'text' as const, dy: -12 }, encoding: { text: { field: 'level' } } },
      ],
    },
  ];
}

/** What more load costs: tokens a second against latency, a line an engine; null where there is one load level only. */
export function throughputLatencyChart(comparison: Comparison): Chart | null {
  // Points of a sweep differ in more than their load: they make no line.
  const tests = comparison.tests.filter(
    ({ test, concurrency, level }) => test === 'throughput' && level === `${concurrency} in flight`,
  );
  if (new Set(tests.map(({ concurrency }) => concurrency)).size < 2) return null;
  const engines = comparison.engines.filter(({ state }) => state === 'measured').map(({ engine }) => engine);
  const panels = [
    ...panel(points(tests, 'ttftP50Ms'), 'TTFT p50, ms', engines),
    ...panel(points(tests, 'tpotP50Ms'), 'TPOT p50, ms', engines),
  ];
  if (panels.length === 0) return null;
  return {
    name: 'throughput_latency',
    title: 'What more load costs',
    caption: 'throughput test, a point a load level; the number at a point is how many requests were in flight',
    spec: { config: chartConfig, vconcat: panels, spacing: 24 },
  };
}
