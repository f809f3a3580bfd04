import type { Comparison } from '../../domain/comparison.ts';
import { chartConfig, linePerName, plotWidth, rounded } from '../chart-style.ts';
import type { Chart } from '../charts/chart.ts';
import { labelMark, labelOffsets, labelRoom } from '../charts/label-places.ts';
import { drawnRange } from './drawn-range.ts';
import { spreadText } from './figure-text.ts';
import { loadLevels } from './load-levels.ts';
import { figuresOf, measuredEngines, okWords } from './measured-cells.ts';

const percentiles = [50, 90, 99];
const latencies = [
  { name: 'ttft', title: 'TTFT' },
  { name: 'tpot', title: 'TPOT' },
];

function pointsOf(comparison: Comparison, metric: string) {
  return loadLevels(comparison).flatMap(({ engines, concurrency }) =>
    engines.flatMap(({ engine, figures }) => {
      const [rate, latency] = [figures.outputTokensPerS, figures[metric]];
      if (rate?.value == null || latency?.value == null) return [];
      const { low: slowest, high: fastest } = drawnRange(rate);
      return [
        {
          engine,
          concurrency,
          tokensPerS: rounded(rate.value),
          slowest,
          fastest,
          latency: rounded(latency.value),
          ...drawnRange(latency),
        },
      ];
    }),
  );
}

const size = { width: plotWidth / 2 - 10, height: 170 };

function plot(points: ReturnType<typeof pointsOf>, axis: string, engines: string[]) {
  const mostX = Math.max(...points.map(({ fastest }) => fastest)) * labelRoom;
  const mostY = Math.max(...points.map(({ high }) => high)) * labelRoom;
  const spots = points.map(({ engine, concurrency, tokensPerS, latency }) => ({
    ...{ x: tokensPerS, y: latency, line: engine },
    text: String(concurrency),
  }));
  const offsets = labelOffsets(spots, { x: mostX, y: mostY }, size);
  const values = points.map((point, index) => ({ ...point, ...offsets[index] }));
  const x = {
    field: 'tokensPerS',
    type: 'quantitative' as const,
    title: 'output tokens/s',
    scale: { domain: [0, mostX], nice: true },
    axis: { tickCount: 4 },
  };
  const y = { field: 'latency', type: 'quantitative' as const, title: axis, scale: { domain: [0, mostY], nice: true } };
  const { color, strokeDash } = linePerName('engine', engines);
  const rule = { type: 'rule' as const, strokeWidth: 4, opacity: 0.35 };
  return {
    ...size,
    data: { values },
    encoding: { x, y, color, order: { field: 'concurrency', type: 'quantitative' as const } },
    layer: [
      { mark: { type: 'line' as const, point: { size: 40, filled: true } }, encoding: { strokeDash } },
      { mark: rule, encoding: { y: { ...y, field: 'low' }, y2: { field: 'high' } } },
      { mark: rule, encoding: { x: { ...x, field: 'slowest' }, x2: { field: 'fastest' } } },
      {
        mark: labelMark,
        encoding: { text: { field: 'concurrency' } },
      },
    ],
  };
}

/** What more load costs: tokens a second against latency, a line an engine; null where there is one load level only. */
export function throughputLatencyChart(comparison: Comparison): Chart | null {
  const engines = measuredEngines(comparison);
  const plots = percentiles.flatMap((p) =>
    latencies.flatMap(({ name, title }) => {
      const values = pointsOf(comparison, `${name}P${p}Ms`);
      return values.length === 0 ? [] : [plot(values, `${title} p${p}, ms`, engines)];
    }),
  );
  if (plots.length === 0) return null;
  const levels = loadLevels(comparison);
  const names = percentiles.flatMap((p) => latencies.map(({ name }) => `${name}P${p}Ms`));
  const thick = spreadText(figuresOf(levels, ['outputTokensPerS', ...names]));
  return {
    name: 'throughput_latency',
    title: 'What more load costs',
    caption:
      'throughput test, a point a load level, its number: requests in flight; mean over runs' +
      `${thick === '' ? '' : `; thick: ${thick}`}; p90 and p99 where a run has 64 and 662 samples; ${okWords(levels, engines)}`,
    spec: { config: chartConfig, concat: plots, columns: latencies.length, spacing: 24 },
  };
}
