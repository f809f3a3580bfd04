import type { MeasuredCell } from '../../domain/engine-result.ts';
import type { Distribution } from '../../domain/statistics.ts';
import { chartConfig, colorScale, linePerName, plotWidth, rounded } from '../chart-style.ts';
import { percentileOf } from '../format.ts';
import { waitedTtft } from '../open-loop.ts';
import type { ReportData } from '../report-data.ts';
import type { Chart } from './chart.ts';
import { labelMark, labelOffsets, labelRoom } from './label-places.ts';
import { type Level, loadLines, okWords } from './load-lines.ts';

type Point = { percentile: string; line: string; inFlight: number; tokensPerS: number; latency: number; label: string };
type Latency = (cell: MeasuredCell) => Distribution;

const drawn = [50, 90, 99];
const size = { width: plotWidth, height: 230 };

function mean(values: (number | null | undefined)[]): number | null {
  const known = values.filter((value): value is number => value != null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function pointsOf({ line, inFlight, cells }: Level, of: Latency): Point[] {
  const rate = mean(cells.map(({ statistics: s }) => s.outputTokensPerS.steady ?? s.outputTokensPerS.whole));
  const known = drawn.flatMap((p) => {
    const latency = mean(cells.map((cell) => percentileOf(of(cell), p)?.value));
    if (rate === null || latency === null) return [];
    return [{ percentile: `p${p}`, line, inFlight, tokensPerS: rounded(rate), latency: rounded(latency) }];
  });
  // The highest point of a level carries its number, where it is in nobody's way.
  return known.map((point, index) => ({ ...point, label: index === known.length - 1 ? String(inFlight) : '' }));
}

function panel(levels: Level[], of: Latency, axis: string) {
  const points = levels.flatMap((level) => pointsOf(level, of));
  if (points.length === 0) return [];
  const most = {
    x: Math.max(...points.map(({ tokensPerS }) => tokensPerS)) * labelRoom,
    y: Math.max(...points.map(({ latency }) => latency)) * labelRoom,
  };
  const spots = points.map(({ percentile, line, tokensPerS, latency, label }) => ({
    ...{ x: tokensPerS, y: latency, text: label },
    line: `${line} ${percentile}`,
  }));
  const offsets = labelOffsets(spots, most, size);
  const values = points.map((point, index) => ({ ...point, ...offsets[index] }));
  const names = [...new Set(values.map(({ percentile }) => percentile))];
  const lines = [...new Set(values.map(({ line }) => line))];
  const x = {
    field: 'tokensPerS',
    type: 'quantitative' as const,
    title: 'output tokens per second',
    scale: { domain: [0, most.x], nice: true },
  };
  const y = {
    field: 'latency',
    type: 'quantitative' as const,
    title: axis,
    scale: { domain: [0, most.y], nice: true },
  };
  const { strokeDash } = linePerName('percentile', names);
  // Of one line the percentiles have a colour each; of several the lines have, and dashes are the percentiles.
  const field = lines.length > 1 ? 'line' : 'percentile';
  const color = { ...linePerName(field, []).color, scale: colorScale(lines.length > 1 ? lines : names) };
  const order = { field: 'inFlight', type: 'quantitative' as const };
  return [
    {
      ...size,
      data: { values },
      encoding: { x, y, order },
      layer: [
        {
          mark: { type: 'line' as const, point: { size: 45, filled: true } },
          encoding: { color, strokeDash, detail: { field: 'line' } },
        },
        {
          mark: labelMark,
          encoding: { text: { field: 'label' } },
        },
      ],
    },
  ];
}

/** What more load costs: tokens a second against latency, the load levels as points. */
export function throughputLatency({ result }: ReportData): Chart | null {
  const levels = loadLines(result);
  const panels = [
    ...panel(levels, ({ statistics }) => waitedTtft(statistics), 'TTFT, ms'),
    ...panel(levels, ({ statistics }) => statistics.tpotMs, 'TPOT, ms'),
  ];
  if (panels.length === 0) return null;
  return {
    name: 'throughput-latency',
    title: 'Latency against throughput',
    caption:
      'a point for each load level, its number: requests in flight; means over runs of p50, p90 and p99, of those that ' +
      `the samples carry (6, 64 and 662 a run); ${okWords(levels)}`,
    spec: { config: chartConfig, vconcat: panels, spacing: 24, resolve: { scale: { color: 'shared' } } },
  };
}
