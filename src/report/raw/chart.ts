import type { TopLevelSpec } from 'vega-lite';
import { chartConfig, palette, plotWidth } from '../chart-style.ts';

const panels = [
  { field: 'ttft', title: 'TTFT, ms' },
  { field: 'tpot', title: 'TPOT, ms' },
  { field: 'e2e', title: 'E2E, ms' },
];

/** Every request of a cell by the second of its send, a panel a latency. The page fills in the points. */
export const rawChart: TopLevelSpec = {
  config: chartConfig,
  data: { name: 'points', values: [] },
  spacing: 10,
  vconcat: panels.map(({ field, title }, index) => ({
    width: plotWidth,
    height: 120,
    mark: { type: 'point', filled: true, size: 14, opacity: 0.6, color: palette[index] as string },
    encoding: {
      x: {
        field: 'sent',
        type: 'quantitative',
        title: index === panels.length - 1 ? 'sent, seconds since the load began' : null,
        scale: { zero: true },
      },
      y: { field, type: 'quantitative', title, scale: { zero: false }, axis: { tickCount: 5, format: ',.4~r' } },
      tooltip: [
        { field: 'line', type: 'quantitative', title: 'line of requests.jsonl' },
        { field: 'sent', type: 'quantitative', title: 'sent, s' },
        ...panels.map((one) => ({ field: one.field, type: 'quantitative' as const, title: one.title })),
      ],
    },
  })),
};
