import { chartConfig, plotWidth } from '../chart-style.ts';
import type { Chart, ChartData } from './chart.ts';

/** Where the time between the start of the run and the first token went. */
export function startupChart({ result }: ChartData): Chart | null {
  const values = result.run.startup.map(({ phase, startedAtMs, endedAtMs }) => ({
    phase,
    from: startedAtMs / 1000,
    to: endedAtMs / 1000,
    seconds: `${((endedAtMs - startedAtMs) / 1000).toFixed(2)} s`,
  }));
  if (values.length === 0) return null;
  return {
    name: 'startup',
    title: 'Start-up phases',
    caption: 'from the start of the run to the first streamed token',
    spec: {
      config: chartConfig,
      width: plotWidth,
      height: { step: 26 },
      data: { values },
      encoding: { y: { field: 'phase', type: 'nominal', sort: null, title: null } },
      layer: [
        {
          mark: { type: 'bar', height: { band: 0.7 } },
          encoding: {
            x: { field: 'from', type: 'quantitative', title: 'seconds since the run began' },
            x2: { field: 'to' },
          },
        },
        {
          mark: { type: 'text', align: 'left', dx: 5 },
          encoding: { x: { field: 'to', type: 'quantitative' }, text: { field: 'seconds' } },
        },
      ],
    },
  };
}
