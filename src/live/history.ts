import type { LiveState } from './live-state.ts';

/** Where a charted value lies in a state, and what stands for several of them when points are joined. */
type Source = { of: (state: LiveState) => number | null | undefined; join: 'mean' | 'highest' };

const mean = (of: Source['of']): Source => ({ of, join: 'mean' });
/** Of a high percentile, a mean would hide what it is there to show. */
const highest = (of: Source['of']): Source => ({ of, join: 'highest' });

/** Everything that the live page draws over time. */
const sources = {
  tokensPerS: mean(({ client }) => client?.tokensPerS),
  ttftP50Ms: mean(({ client }) => client?.ttftMs.p50),
  ttftP95Ms: highest(({ client }) => client?.ttftMs.p95),
  tpotP50Ms: mean(({ client }) => client?.tpotMs.p50),
  tpotP95Ms: highest(({ client }) => client?.tpotMs.p95),
  inFlight: mean(({ client }) => client?.inFlight),
  running: mean(({ engine }) => engine?.running),
  waiting: mean(({ engine }) => engine?.waiting),
  kvUsage: mean(({ engine }) => engine?.kvUsage),
  gpuPercent: mean(({ gpu }) => gpu?.utilisationPercent),
  gpuMemoryBytes: highest(({ gpu }) => gpu?.memoryUsedBytes),
  gpuPowerW: mean(({ gpu }) => gpu?.powerW),
  // In percent of one core, as the others.
  machineCpuPercent: mean(({ host }) =>
    host?.perCorePercent.length ? host.perCorePercent.reduce((a, b) => a + b) : null,
  ),
  engineCpuPercent: mean(({ host }) => host?.engineCpuPercent),
  clientCpuPercent: mean(({ host }) => host?.clientCpuPercent),
  machineMemoryBytes: highest(({ host }) => host?.memoryUsedBytes),
  engineMemoryBytes: highest(({ host }) => host?.engineMemoryBytes),
} satisfies Record<string, Source>;
export type Charted = keyof typeof sources;

/** The charted values at an instant on the run's clock; what was unknown then is absent. */
export type HistoryPoint = { tMs: number } & { [name in Charted]?: number };

/** What was charted so far. `recent`: as it came; `whole`: the whole run, a point for each `wholeStepMs`. */
export type History = {
  /** The run that it is of. */
  runId: string | null;
  recent: HistoryPoint[];
  whole: HistoryPoint[];
  wholeStepMs: number;
  /** When each cell began; the latest ones. */
  cells: { tMs: number; id: string; index: number }[];
};

/** Bounds of a history, so that a run of many hours takes no more memory than one of ten minutes. */
export const historyBounds = { recentMs: 300_000, recentPoints: 600, wholePoints: 600, cells: 200 };

const entries = Object.entries(sources) as [Charted, Source][];

function pointOf(state: LiveState): HistoryPoint {
  const point: HistoryPoint = { tMs: state.tMs };
  for (const [name, { of }] of entries) {
    const value = of(state) ?? null;
    if (value !== null) point[name] = value;
  }
  return point;
}

/** One point for several; a value that none of them has stays absent. */
function joinPoints(points: HistoryPoint[], tMs: number): HistoryPoint {
  const point: HistoryPoint = { tMs };
  for (const [name, { join }] of entries) {
    const values = points.map((each) => each[name]).filter((value) => value !== undefined);
    if (values.length === 0) continue;
    point[name] = join === 'highest' ? Math.max(...values) : values.reduce((a, b) => a + b, 0) / values.length;
  }
  return point;
}

/** The same points, one for each step of time. */
function coarser(points: HistoryPoint[], stepMs: number): HistoryPoint[] {
  const steps = Map.groupBy(points, ({ tMs }) => Math.floor(tMs / stepMs) * stepMs);
  return [...steps].map(([tMs, group]) => joinPoints(group, tMs));
}

function emptyHistory(runId: string | null): History {
  return { runId, recent: [], whole: [], wholeStepMs: 1_000, cells: [] };
}

/**
 * Keeps what the charts need of every state of a run; goes on from `history` where one is given. A state that it has
 * already changes nothing; one of another run begins anew.
 */
export function makeHistory(history: History = emptyHistory(null)) {
  /** The points that the last one of `whole` stands for. */
  let open: HistoryPoint[] = history.whole.slice(-1);

  const addToWhole = (point: HistoryPoint) => {
    const tMs = Math.floor(point.tMs / history.wholeStepMs) * history.wholeStepMs;
    if (history.whole.at(-1)?.tMs === tMs) history.whole.pop();
    else open = [];
    open.push(point);
    history.whole.push(joinPoints(open, tMs));
    if (history.whole.length <= historyBounds.wholePoints) return;
    history.wholeStepMs *= 2;
    history.whole = coarser(history.whole, history.wholeStepMs);
    open = history.whole.slice(-1);
  };
  const addToRecent = (point: HistoryPoint) => {
    const { recent } = history;
    recent.push(point);
    const oldestMs = point.tMs - historyBounds.recentMs;
    while (recent.length > historyBounds.recentPoints || (recent[0]?.tMs ?? 0) < oldestMs) recent.shift();
  };
  return {
    add(state: LiveState): void {
      if (history.runId !== state.run.id) history = emptyHistory(state.run.id);
      if (state.tMs <= (history.recent.at(-1)?.tMs ?? Number.NEGATIVE_INFINITY)) return;
      const point = pointOf(state);
      addToRecent(point);
      addToWhole(point);
      const { cells } = history;
      if (state.cell === null || state.cell.id === cells.at(-1)?.id) return;
      cells.push({ tMs: state.cell.startedTMs, id: state.cell.id, index: state.cell.index });
      if (cells.length > historyBounds.cells) cells.shift();
    },
    current: (): History => history,
  };
}
