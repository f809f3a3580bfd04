import type { MeasuredCell } from '../../domain/engine-result.ts';
import { chartConfig, palette, plotWidth } from '../chart-style.ts';
import { count, number } from '../format.ts';
import type { ReportData } from '../report-data.ts';
import type { Chart } from './chart.ts';

const colors = { throughput: palette[0], json_struct: palette[2], low_latency: palette[1] } as const;

function bar({ statistics: { cell, outputTokensPerS, requests }, verdict }: MeasuredCell) {
  const tokensPerS = outputTokensPerS.steady ?? outputTokensPerS.whole;
  const invalid = verdict.state === 'INVALID' ? ', INVALID' : '';
  const label = `${cell.id} (n ${count(requests.outcomes.ok ?? 0)}${invalid})`;
  return { cell: label, test: cell.test, tokensPerS, text: number(tokensPerS) };
}

/** Output tokens per second of every cell. */
export function throughputChart({ result }: ReportData): Chart | null {
  const values = Object.values(result.benchmarks)
    .flat()
    .map(bar)
    .filter(({ tokensPerS }) => tokensPerS !== null);
  if (values.length === 0) return null;
  const y = { field: 'cell', type: 'nominal' as const, sort: null, title: null };
  const x = { field: 'tokensPerS', type: 'quantitative' as const, title: 'output tokens per second' };
  const scale = { domain: Object.keys(colors), range: Object.values(colors) };
  return {
    name: 'throughput',
    title: 'Output tokens per second',
    caption: 'of every cell (n ok requests), in the steady window where there is one, else over the whole run',
    spec: {
      config: chartConfig,
      width: plotWidth,
      height: { step: 28 },
      data: { values },
      encoding: { y, x },
      layer: [
        {
          mark: { type: 'bar', height: { band: 0.7 } },
          encoding: { color: { field: 'test', type: 'nominal', scale, legend: null } },
        },
        { mark: { type: 'text', align: 'left', dx: 5 }, encoding: { text: { field: 'text' } } },
      ],
    },
  };
}
