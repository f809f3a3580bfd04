import { isGpuSource } from '../../domain/gpu-metric.ts';
import { seriesOf } from '../../domain/series.ts';
import { chartConfig, linePerName, plotWidth, rounded } from '../chart-style.ts';
import { count } from '../format.ts';
import type { ReportData } from '../report-data.ts';
import { type CellSeries, type CsvRow, numeric } from '../series.ts';
import type { Chart } from './chart.ts';
import { thinned } from './together-lines.ts';

/** Of a whole chart: a page of twelve cells of ten minutes stays below 3 MB, and no eye tells more of them apart. */
const mostPoints = 1_200;
/** More points than this have no dot of their own; the line shows where they are. */
const mostDots = 240;

type Metric = {
  name: string;
  title: string;
  caption: string;
  axis: string;
  /** Top of the axis where it is known beforehand; else the data decide. */
  most?: number;
  rows(series: CellSeries): CsvRow[];
  value(row: CsvRow): number | null;
  /** What the line is made of: requests of the client, or readings beside it. */
  of: 'requests' | 'readings';
};

/** What its runs have in common, by cell: they share a colour, so that twelve cells are not twelve colours. */
function linesOfCells({ result }: ReportData): Map<string, string> {
  const cells = Object.values(result.benchmarks).flat();
  return new Map(cells.map(({ statistics: { cell } }) => [cell.id, seriesOf(cell)]));
}

type Point = { t: number; value: number; cell: string; line: string };

/** A cell of a chart: how many rows are known of it, and its points, those of long cells as means of neighbours. */
type Drawn = { cell: string; known: number; points: Point[] };

function drawnCells(metric: Metric, data: ReportData): Drawn[] {
  const lines = linesOfCells(data);
  const most = Math.floor(mostPoints / Math.max(1, data.series.size));
  const cells = [...data.series].map(([cell, cellSeries]): Drawn => {
    const all = metric.rows(cellSeries).flatMap((row): [number, number][] => {
      const [t, value] = [numeric(row, 't_s'), metric.value(row)];
      return t === null || value === null ? [] : [[t, value]];
    });
    const line = lines.get(cell) ?? cell;
    const points = thinned(all, most).map(([t, value]) => ({ t: rounded(t), value: rounded(value), cell, line }));
    return { cell, known: all.length, points };
  });
  return cells.filter(({ known }) => known > 0);
}

/** How many requests or readings the lines are made of, e.g. "n 1,137 requests in 4 cells". */
function madeOf({ of }: Metric, cells: Drawn[], { result }: ReportData): string {
  const sent = new Map(
    Object.values(result.benchmarks)
      .flat()
      .map(({ statistics }) => [statistics.cell.id, statistics.requests.sent]),
  );
  const n = cells.reduce((sum, { cell, known }) => sum + (of === 'requests' ? (sent.get(cell) ?? 0) : known), 0);
  const within = cells.length === 1 ? '' : ` in ${count(cells.length)} cells`;
  const group = Math.max(...cells.map(({ known, points }) => Math.ceil(known / points.length)));
  const means = group === 1 ? '' : `; a point is the mean of up to ${group} neighbours`;
  return `n ${count(n)} ${of}${within}${means}`;
}

/** A value over the seconds of each cell; cells share one time axis that starts at their own t0. */
function overTimeChart(metric: Metric, data: ReportData): Chart | null {
  const cells = drawnCells(metric, data);
  const values = cells.flatMap(({ points }) => points);
  // A point alone shows nothing over time.
  if (new Set(values.map(({ t }) => t)).size < 2) return null;
  const lastS = Math.ceil(Math.max(...values.map(({ t }) => t)));
  // A cell of one point has no line.
  const dots = values.length <= mostDots ? values : cells.flatMap(({ points }) => (points.length === 1 ? points : []));
  const { color, strokeDash } = linePerName('line', [...new Set(values.map(({ line }) => line))]);
  const scale = metric.most === undefined ? { zero: true } : { domain: [0, metric.most] };
  const places = {
    x: {
      field: 't',
      type: 'quantitative' as const,
      title: 'seconds since the load began',
      scale: { domain: [0, lastS], nice: false },
      axis: { tickMinStep: 1 },
    },
    y: { field: 'value', type: 'quantitative' as const, title: metric.axis, scale },
    detail: { field: 'cell' },
  };
  return {
    name: metric.name,
    title: metric.title,
    caption: `${metric.caption}; ${madeOf(metric, cells, data)}`,
    spec: {
      config: chartConfig,
      width: plotWidth,
      height: 220,
      data: { values },
      layer: [
        { mark: { type: 'line', interpolate: 'linear' }, encoding: { ...places, color, strokeDash } },
        ...(dots.length === 0
          ? []
          : [
              {
                data: { values: dots },
                mark: { type: 'point' as const, filled: true, size: 20, opacity: 1 },
                encoding: { ...places, color },
              },
            ]),
      ],
    },
  };
}

/** Whole seconds only: the last one is cut short by the end of the load and would look like a drop. */
function wholeSeconds({ client }: CellSeries): CsvRow[] {
  return client.slice(0, -1);
}

/** Output tokens per second, second by second. */
export function tokensOverTime(data: ReportData): Chart | null {
  return overTimeChart(
    {
      name: 'tokens-over-time',
      title: 'Output tokens per second over time',
      caption: 'tokens that reached the client in each whole second',
      axis: 'tokens per second',
      of: 'requests',
      rows: wholeSeconds,
      value: (row) => numeric(row, 'tokens'),
    },
    data,
  );
}

/** Requests in flight, second by second, of the cells whose requests come by a schedule: a queue shows as a climb. */
export function inFlightOverTime(data: ReportData): Chart | null {
  const cells = Object.values(data.result.benchmarks).flat();
  const open = new Set(cells.flatMap(({ statistics: s }) => (s.openLoop === null ? [] : [s.cell.id])));
  const series = new Map([...data.series].filter(([cell]) => open.has(cell)));
  return overTimeChart(
    {
      name: 'in-flight-over-time',
      title: 'Requests in flight over time (open loop)',
      caption: 'at the end of each second; requests come by a schedule, so a climb is a queue',
      axis: 'requests',
      of: 'requests',
      rows: ({ client }) => client,
      value: (row) => numeric(row, 'in_flight'),
    },
    { ...data, series },
  );
}

/** Who told of the GPU: "dcgm", "nvidia-smi", or both where cells differ. */
function sourceWords(rows: CsvRow[]): string {
  return [...new Set(rows.map(({ source }) => source).filter(isGpuSource))].join(' or ');
}

const gibibyte = 1024 ** 3;
const mebibyte = 1024 ** 2;

/** Memory of the GPU, or of the engine's container or process where there is none. */
export function memoryOverTime(data: ReportData): Chart | null {
  const rows = [...data.series.values()].flatMap(({ memory }) => memory);
  const onGpu = rows.some(({ source }) => isGpuSource(source));
  const used = (row: CsvRow) => numeric(row, 'memory_used_bytes');
  const large = rows.some((row) => (used(row) ?? 0) >= 2 * gibibyte);
  return overTimeChart(
    {
      name: 'memory-over-time',
      title: onGpu ? 'GPU memory in use' : 'Engine memory in use (no GPU: main memory)',
      caption: onGpu
        ? `as ${sourceWords(rows)} says, while the load ran`
        : 'of the engine’s container or process, once a second while the load ran; gpu_memory.csv holds main memory in a run without a GPU',
      axis: large ? 'GiB' : 'MiB',
      of: 'readings',
      rows: ({ memory }) => memory,
      value: (row) => {
        const value = used(row);
        return value === null ? null : value / (large ? gibibyte : mebibyte);
      },
    },
    data,
  );
}

/** Use of the GPU, or of CPU cores by the engine where there is none. */
export function utilisationOverTime(data: ReportData): Chart | null {
  const rows = [...data.series.values()].flatMap(({ memory }) => memory);
  const onGpu = rows.some(({ source }) => isGpuSource(source));
  return overTimeChart(
    {
      name: 'utilisation-over-time',
      title: onGpu ? 'GPU utilisation' : 'Engine CPU (no GPU)',
      caption: onGpu
        ? `as ${sourceWords(rows)} says, while the load ran`
        : '100 % is one core; each point is the mean of the second before it, so the first one covers time before the load',
      axis: '%',
      of: 'readings',
      ...(onGpu ? { most: 100 } : {}),
      rows: ({ memory, engine }) => (onGpu ? memory : engine),
      value: (row) => numeric(row, onGpu ? 'utilisation_percent' : 'cpu_percent'),
    },
    data,
  );
}
