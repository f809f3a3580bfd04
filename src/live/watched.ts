import type { LiveEvent, Reading } from '../domain/live-event.ts';
import type { LoadProgress } from '../domain/load-plan.ts';
import { plainLines } from '../domain/plain-text.ts';
import type { RunState } from '../domain/run.ts';
import type { RunClock } from '../domain/run-clock.ts';
import { isOpen, shapeInWords } from '../domain/shape.ts';
import type { LiveState } from './live-state.ts';
import { keepRecent } from './load-window.ts';
import { addTotals, laterTotals, type Totals } from './totals.ts';

/** Lines of progress that are kept. */
const saysKept = 50;

/** The last reading of a source, and when it came (on the run's clock). */
export type Taken = Reading & { tMs: number };

/** Everything that is known of the run going on, kept up by its events. */
export type Watched = {
  run: LiveState['run'];
  /** Null as long as it is not known, and without a GPU. */
  gpuName: string | null;
  cell: LiveState['cell'];
  /** The last lines of the load going on, or of the one that ended last. */
  lines: LoadProgress[];
  /** Over the measured loads that ended, and of the one going on. */
  ended: Totals | null;
  load: Totals | null;
  readings: Record<string, Taken>;
  cells: LiveState['cells'];
  says: LiveState['says'];
  clock: RunClock;
  /** A reading that is older than this says nothing of now. */
  staleAfterMs: number;
};

const phases: Partial<Record<RunState, NonNullable<LiveState['cell']>['phase']>> = {
  warming: 'warmup',
  loading: 'load',
  analysing: 'analysing',
};

/** Two readings may fail before the last one is forgotten. */
function staleAfterMs(intervalMs: number): number {
  return Math.max(5_000, 2.5 * intervalMs);
}

function began({ run, plan, clock }: Extract<LiveEvent, { kind: 'run' }>): Watched {
  const { id, title, state, startedAt } = run;
  const { engine, model } = plan;
  const names = { engine: engine.name, model: model.name, simulated: engine.simulated };
  const about = { id, title, state, ...names, startedAt, finished: false, reportPath: null };
  const stale = staleAfterMs(plan.suite.telemetry.intervalMs);
  const nothing = { gpuName: null, cell: null, lines: [], ended: null, load: null, readings: {}, cells: [], says: [] };
  return { ...nothing, run: about, clock, staleAfterMs: stale };
}

/** A load that begins has lines and counts of its own; where none goes on, nothing reads the machine either. */
function entered(watched: Watched, state: RunState): Watched {
  const phase = phases[state];
  const next = {
    ...watched,
    run: { ...watched.run, state },
    cell: watched.cell === null || phase === undefined ? null : { ...watched.cell, phase },
  };
  if (phase === 'warmup') return { ...next, lines: [] };
  if (phase !== 'load') return { ...next, readings: {} };
  return { ...next, lines: [], load: null, ended: addTotals(watched.ended, watched.load) };
}

function progressed(watched: Watched, progress: LoadProgress): Watched {
  const lines = keepRecent([...watched.lines, progress]);
  // Requests that only warm up are in no figure of the run, so they are in no counter either.
  if (watched.cell?.phase !== 'load') return { ...watched, lines };
  return { ...watched, lines, load: laterTotals(watched.load, progress) };
}

function cellDone({ done }: Extract<LiveEvent, { kind: 'cellDone' }>): LiveState['cells'][number] {
  const { statistics, verdict } = done;
  const median = ({ percentiles }: typeof statistics.ttftMs) => percentiles.find(({ p }) => p === 50)?.value ?? null;
  return {
    id: verdict.cell,
    verdict: verdict.state,
    tokensPerS: statistics.outputTokensPerS.steady ?? statistics.outputTokensPerS.whole,
    ttftP50Ms: median(statistics.ttftMs),
    tpotP50Ms: median(statistics.tpotMs),
  };
}

/** What is known after an event at `tMs` of the run's clock. Null as long as no run began. */
export function afterEvent(watched: Watched | null, event: LiveEvent, tMs: number): Watched | null {
  if (event.kind === 'run') return began(event);
  if (watched === null) return null;
  switch (event.kind) {
    case 'environment':
      return { ...watched, gpuName: event.environment.gpus[0]?.name ?? null };
    case 'state':
      return entered(watched, event.state);
    case 'cell': {
      const { cell, index, total } = event;
      const durationMs = isOpen(cell.shape) ? null : cell.durationMs;
      const place = { id: cell.id, test: cell.test, level: shapeInWords(cell.shape), index, total };
      return { ...watched, cell: { ...place, phase: 'warmup', startedTMs: tMs, durationMs }, lines: [] };
    }
    case 'progress':
      return progressed(watched, event.progress);
    case 'reading':
      return { ...watched, readings: { ...watched.readings, [event.reading.file]: { ...event.reading, tMs } } };
    case 'cellDone':
      return { ...watched, cells: [...watched.cells, cellDone(event)] };
    case 'says':
      return { ...watched, says: [...watched.says, { tMs, line: plainLines(event.line) }].slice(-saysKept) };
    case 'end': {
      const { state, reportPath } = event;
      return { ...entered(watched, state), run: { ...watched.run, state, finished: true, reportPath } };
    }
  }
}
