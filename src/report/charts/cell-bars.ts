import type { MeasuredCell } from '../../domain/engine-result.ts';
import { palette, plotWidth, rounded } from '../chart-style.ts';
import { count, number } from '../format.ts';

const colors = { throughput: palette[0], json_struct: palette[2], low_latency: palette[1] } as const;

function bar({ statistics: { cell, requests }, verdict }: MeasuredCell, value: number | null) {
  if (value === null) return [];
  const invalid = verdict.state === 'INVALID' ? ', INVALID' : '';
  const label = `${cell.id} (n ${count(requests.outcomes.ok ?? 0)}${invalid})`;
  return [{ cell: label, test: cell.test, value: rounded(value), text: number(value) }];
}

/** A bar from 0 for each cell that has the figure, its value behind it; null where none has. */
export function cellBars(cells: MeasuredCell[], of: (cell: MeasuredCell) => number | null, axisTitle: string) {
  const values = cells.flatMap((cell) => bar(cell, of(cell)));
  if (values.length === 0) return null;
  const y = { field: 'cell', type: 'nominal' as const, sort: null, title: null };
  const x = { field: 'value', type: 'quantitative' as const, title: axisTitle, scale: { zero: true } };
  const scale = { domain: Object.keys(colors), range: Object.values(colors) };
  return {
    width: plotWidth,
    height: { step: 28 },
    data: { values },
    encoding: { y, x },
    layer: [
      {
        mark: { type: 'bar' as const, height: { band: 0.7 } },
        encoding: { color: { field: 'test', type: 'nominal' as const, scale, legend: null } },
      },
      {
        mark: { type: 'text' as const, align: 'left' as const, dx: 5 },
        encoding: { text: { field: 'text' } },
      },
    ],
  };
}
