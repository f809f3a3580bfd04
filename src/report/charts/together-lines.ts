import { isGpuSource } from '../../domain/gpu-metric.ts';
import { count } from '../format.ts';
import { type CellSeries, type CsvRow, numeric } from '../series.ts';

/** A line over the seconds of a cell; `steps`: a point holds until the next one; `known`: values that the points are made of. */
export type Line = { name: string; points: [number, number][]; steps: boolean; known: number };
export type Panel = { axis: string; lines: Line[] };

/** More points than this are no longer told apart; each then stands for several, by their mean. */
const mostPoints = 300;

/** Means of neighbours, so that no line has more points than can be seen. */
export function thinned(points: [number, number][], most = mostPoints): [number, number][] {
  const group = Math.ceil(points.length / most);
  if (group <= 1) return points;
  return Array.from({ length: Math.ceil(points.length / group) }, (_, index) => {
    const some = points.slice(index * group, (index + 1) * group);
    const mean = (at: 0 | 1) => some.reduce((sum, point) => sum + point[at], 0) / some.length;
    return [mean(0), mean(1)];
  });
}

/** The known values of a column; fewer than two are no line. */
function line(name: string, rows: CsvRow[], column: string, scale = 1, steps = false, laterS = 0): Line[] {
  const points = rows.flatMap((row): [number, number][] => {
    const [t, value] = [numeric(row, 't_s'), numeric(row, column)];
    return t === null || value === null ? [] : [[t + laterS, value * scale]];
  });
  return points.length < 2 ? [] : [{ name, points: thinned(points), steps, known: points.length }];
}

function processor({ memory, engine, host }: CellSeries): Line[] {
  // Without a GPU the same column is of CPUs.
  const ofGpu = memory.filter(({ source }) => isGpuSource(source));
  const gpu = line('GPU utilisation, %', ofGpu, 'utilisation_percent');
  if (gpu.length > 0) return gpu;
  return [
    ...line('CPU of the engine, % of one core', engine, 'cpu_percent'),
    ...line('all CPUs, %', host, 'cpu_percent'),
  ];
}

/** How many readings the lines beside those of the client are made of: "45 readings of the engine, 44 of GPU or CPU". */
export function readingsText(series: CellSeries): string {
  const ofEngine = series.metrics.length;
  const ofMachine = Math.max(0, ...processor(series).map(({ known }) => known));
  const parts = [
    ofEngine > 1 ? `${count(ofEngine)} of the engine` : '',
    ofMachine > 0 ? `${count(ofMachine)} of GPU or CPU` : '',
  ];
  return `readings: ${parts.filter((part) => part !== '').join(', ')}`;
}

/**
 * What the client saw second by second, and what was read of engine and GPU, or CPU, meanwhile: a panel for each unit.
 * The client's last second is cut short by the end of the load and would look like a drop.
 */
export function togetherPanels(series: CellSeries): Panel[] {
  const seconds = series.client.slice(0, -1);
  const panels: Panel[] = [
    { axis: 'tokens/s', lines: line('output tokens, by the client', seconds, 'tokens', 1, true) },
    {
      axis: 'requests',
      lines: [
        // What the file says of a second is so at its end.
        ...line('in flight, by the client', seconds, 'in_flight', 1, false, 1),
        ...line('running, by the engine', series.metrics, 'running'),
        ...line('waiting, by the engine', series.metrics, 'waiting'),
      ],
    },
    { axis: '%', lines: [...processor(series), ...line('KV cache in use, %', series.metrics, 'kvUsage', 100)] },
  ];
  return panels.filter(({ lines }) => lines.length > 0);
}
