import type { MeasuredCell } from '../../domain/engine-result.ts';
import { chartConfig, plotWidth } from '../chart-style.ts';
import type { Chart, ChartData } from './chart.ts';

function bar({ statistics: { cell, outputTokensPerS } }: MeasuredCell) {
  const tokensPerS = outputTokensPerS.steady ?? outputTokensPerS.whole;
  return { cell: cell.id, test: cell.test, tokensPerS };
}

/** Output tokens per second of every cell. */
export function throughputChart({ result }: ChartData): Chart | null {
  const values = Object.values(result.benchmarks)
    .flat()
    .map(bar)
    .filter(({ tokensPerS }) => tokensPerS !== null);
  if (values.length === 0) return null;
  const y = { field: 'cell', type: 'nominal' as const, sort: null, title: null };
  const x = { field: 'tokensPerS', type: 'quantitative' as const, title: 'output tokens per second' };
  return {
    name: 'throughput',
    title: 'Output tokens per second',
    caption: 'in the steady window where there is one, else over the whole run; a bar a cell',
    spec: {
      config: chartConfig,
      width: plotWidth,
      height: { step: 28 },
      data: { values },
      encoding: { y, x },
      layer: [
        {
          mark: { type: 'bar', height: { band: 0.7 } },
          encoding: { color: { field: 'test', type: 'nominal', title: null } },
        },
        { mark: { type: 'text', align: 'left', dx: 5 }, encoding: { text: { field: 'tokensPerS', format: ',.0f' } } },
      ],
    },
  };
}
