import { chartConfig, plotWidth } from '../chart-style.ts';
import { duration } from '../format.ts';
import type { ReportData } from '../report-data.ts';
import { startupMs } from '../view/startup.ts';
import type { Chart } from './chart.ts';

/** Where the time between the start of the run and the first token went. */
export function startupChart({ result }: ReportData): Chart | null {
  const totalMs = startupMs(result.run);
  if (totalMs === null) return null;
  const values = result.run.startup.map(({ phase, startedAtMs, endedAtMs }) => ({
    phase,
    from: startedAtMs / 1000,
    to: endedAtMs / 1000,
    took: duration(endedAtMs - startedAtMs),
  }));
  return {
    name: 'startup',
    title: 'Start-up phases',
    caption: `${duration(totalMs)} from the start of the run to the first streamed token; phases may overlap`,
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
          encoding: { x: { field: 'to', type: 'quantitative' }, text: { field: 'took' } },
        },
      ],
    },
  };
}
