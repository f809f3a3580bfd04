import { chartConfig, plotWidth } from '../chart-style.ts';
import type { CellSeries, CsvRow } from '../series.ts';
import type { Chart, ChartData } from './chart.ts';

type Metric = {
  name: string;
  title: string;
  caption: string;
  axis: string;
  rows(series: CellSeries): CsvRow[];
  value(row: CsvRow): number | null;
};

function points(metric: Metric, { series }: ChartData) {
  return [...series].flatMap(([cell, cellSeries]) =>
    metric
      .rows(cellSeries)
      .map((row) => ({ t: Number(row.t_s), value: metric.value(row), cell }))
      .filter(({ value }) => value !== null),
  );
}

/** A value over the seconds of each cell; cells share one time axis that starts at their own t0. */
function overTimeChart(metric: Metric, data: ChartData): Chart | null {
  const values = points(metric, data);
  if (values.length === 0) return null;
  return {
    name: metric.name,
    title: metric.title,
    caption: metric.caption,
    spec: {
      config: chartConfig,
      width: plotWidth,
      height: 220,
      data: { values },
      mark: { type: 'line', interpolate: 'linear', point: { size: 12 } },
      encoding: {
        x: { field: 't', type: 'quantitative', title: 'seconds since the first request was due' },
        y: { field: 'value', type: 'quantitative', title: metric.axis },
        color: { field: 'cell', type: 'nominal', sort: null, title: null },
        strokeDash: { field: 'cell', type: 'nominal', sort: null, title: null },
      },
    },
  };
}

function numeric(row: CsvRow, column: string): number | null {
  const value = row[column];
  return typeof value === 'number' ? value : null;
}

/** Whole seconds only: the last one is cut short by the end of the load and would look like a drop. */
function wholeSeconds({ client }: CellSeries): CsvRow[] {
  return client.slice(0, -1);
}

/** Output tokens per second, second by second. */
export function tokensOverTime(data: ChartData): Chart | null {
  return overTimeChart(
    {
      name: 'tokens-over-time',
      title: 'Output tokens per second over time',
      caption: 'tokens that reached the client in each whole second',
      axis: 'tokens per second',
      rows: wholeSeconds,
      value: (row) => numeric(row, 'tokens'),
    },
    data,
  );
}

/** Memory of the GPU, or of the engine's container or process where there is none. */
export function memoryOverTime(data: ChartData): Chart | null {
  const sources = new Set([...data.series.values()].flatMap(({ memory }) => memory.map((row) => row.source)));
  const onGpu = sources.has('nvidia-smi');
  return overTimeChart(
    {
      name: 'memory-over-time',
      title: onGpu ? 'GPU memory in use' : 'Engine memory in use (no GPU: main memory)',
      caption: onGpu ? 'as nvidia-smi says, once a second' : 'of the engine’s container or process, once a second',
      axis: 'MiB',
      rows: ({ memory }) => memory,
      value: (row) => {
        const bytes = numeric(row, 'memory_used_bytes');
        return bytes === null ? null : bytes / 1024 ** 2;
      },
    },
    data,
  );
}

/** Use of the GPU, or of CPU cores by the engine where there is none. */
export function utilisationOverTime(data: ChartData): Chart | null {
  const onGpu = [...data.series.values()].some(({ memory }) => memory.some((row) => row.utilisation_percent !== null));
  return overTimeChart(
    {
      name: 'utilisation-over-time',
      title: onGpu ? 'GPU utilisation' : 'Engine CPU (no GPU)',
      caption: onGpu ? 'as nvidia-smi says, once a second' : '100 % is one core, once a second',
      axis: '%',
      rows: ({ memory, engine }) => (onGpu ? memory : engine),
      value: (row) => numeric(row, onGpu ? 'utilisation_percent' : 'cpu_percent'),
    },
    data,
  );
}
