import type { History } from '../../history.ts';
import type { LiveState } from '../../live-state.ts';
import { type Chart, type ChartKind, type ChartView, makeChart } from './chart.ts';
import { part } from './dom.ts';

const gib = 1 / 1024 ** 3;
/** The short view, and how long it is at least, so that a run's first seconds are not stretched over the chart. */
const shortView = { longestMs: 300_000, shortestMs: 30_000 };

const always: ChartKind[] = [
  {
    title: 'Output tokens',
    unit: 'tokens/s',
    factor: 1,
    top: null,
    lines: [{ field: 'tokensPerS', label: 'tokens/s' }],
  },
  {
    title: 'Requests',
    unit: 'at once',
    factor: 1,
    top: null,
    lines: [
      { field: 'inFlight', label: 'in flight (client)' },
      { field: 'running', label: 'running (engine)' },
      { field: 'waiting', label: 'waiting (engine)' },
    ],
  },
  {
    title: 'Time to first token (TTFT)',
    unit: 'ms',
    factor: 1,
    top: null,
    lines: [
      { field: 'ttftP50Ms', label: 'p50' },
      { field: 'ttftP95Ms', label: 'p95' },
    ],
  },
  {
    title: 'Time per output token (TPOT)',
    unit: 'ms',
    factor: 1,
    top: null,
    lines: [
      { field: 'tpotP50Ms', label: 'p50' },
      { field: 'tpotP95Ms', label: 'p95' },
    ],
  },
  {
    title: 'KV cache in use',
    unit: '%',
    factor: 100,
    top: 100,
    lines: [{ field: 'kvUsage', label: 'of the engine’s cache' }],
  },
];

const gpu: ChartKind[] = [
  { title: 'GPU busy', unit: '%', factor: 1, top: 100, lines: [{ field: 'gpuPercent', label: 'of the time' }] },
  { title: 'GPU memory', unit: 'GiB', factor: gib, top: null, lines: [{ field: 'gpuMemoryBytes', label: 'in use' }] },
  { title: 'GPU power', unit: 'W', factor: 1, top: null, lines: [{ field: 'gpuPowerW', label: 'drawn' }] },
];

const machine: ChartKind[] = [
  {
    title: 'CPU',
    unit: '% of one core',
    factor: 1,
    top: null,
    lines: [
      { field: 'machineCpuPercent', label: 'machine' },
      { field: 'engineCpuPercent', label: 'engine' },
      { field: 'clientCpuPercent', label: 'load generator' },
    ],
  },
  {
    title: 'Main memory',
    unit: 'GiB',
    factor: gib,
    top: null,
    lines: [
      { field: 'machineMemoryBytes', label: 'machine' },
      { field: 'engineMemoryBytes', label: 'engine' },
    ],
  },
];

/** The part of the history that the reader chose to see. */
function viewOf(history: History, short: boolean): Omit<ChartView, 'width' | 'pointedMs'> | null {
  const points = short ? history.recent : history.whole;
  const newestMs = history.recent.at(-1)?.tMs;
  const firstMs = points[0]?.tMs;
  if (newestMs === undefined || firstMs === undefined) return null;
  const fromMs = short ? Math.max(firstMs, newestMs - shortView.longestMs) : firstMs;
  const toMs = Math.max(newestMs, fromMs + (short ? shortView.shortestMs : 1_000));
  const gapMs = 2.5 * (short ? 1_000 : history.wholeStepMs);
  return { fromMs, toMs, newestMs, points, gapMs, cells: history.cells };
}

/** All charts; they show one span of time, and one instant that the reader points at. */
export function makeCharts() {
  const place = part('charts');
  const short = part('view-short') as HTMLInputElement;
  let charts: Chart[] = [];
  let withGpu: boolean | null = null;
  let pointedMs: number | null = null;
  let history: History | null = null;

  const draw = () => {
    const view = history === null ? null : viewOf(history, short.checked);
    // Measured once, before anything changes: all charts have one width, and asking in between lays the page out anew.
    const width = charts[0]?.figure.clientWidth ?? 0;
    if (view !== null) for (const chart of charts) chart.draw({ ...view, width, pointedMs });
  };
  const point = (tMs: number | null) => {
    pointedMs = tMs;
    draw();
  };
  part('view').addEventListener('change', draw);
  new ResizeObserver(draw).observe(place);
  return {
    show(state: LiveState, now: History): void {
      history = now;
      const hasGpu = state.gpu !== null || now.whole.some(({ gpuPercent }) => gpuPercent !== undefined);
      if (withGpu !== hasGpu) {
        withGpu = hasGpu;
        charts = [...always, ...(withGpu ? gpu : []), ...machine].map((kind) => makeChart(kind, point));
        place.replaceChildren(...charts.map(({ figure }) => figure));
      }
      draw();
    },
  };
}
