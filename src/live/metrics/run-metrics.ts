import { runStates } from '../../domain/run.ts';
import type { LiveState } from '../live-state.ts';
import type { Shown } from './shown.ts';

const phases = ['warmup', 'load', 'analysing'] as const;
const verdicts = ['VALID', 'WARN', 'INVALID'] as const;

/** One of several states holds: 1 for that one, 0 for the others. */
function states<T extends string>(label: string, all: readonly T[], now: T | null): Shown['values'] {
  return all.map((each) => ({ labels: { [label]: each }, value: each === now ? 1 : 0 }));
}

/** The run and where it stands. */
export function runMetrics({ run, cell, cells }: LiveState): Shown[] {
  const { id, title, engine, model, simulated } = run;
  const place = cell === null ? null : { cell: cell.id, test: cell.test, level: cell.level };
  return [
    {
      name: 'dyno_run_info',
      help: 'The run; always 1.',
      values: [{ labels: { run: id, title, engine, model, simulated: String(simulated) }, value: 1 }],
    },
    {
      name: 'dyno_run_start_time_seconds',
      help: 'Unix time at which the run began.',
      values: [{ value: Date.parse(run.startedAt) / 1000 }],
    },
    { name: 'dyno_run_state', help: 'Stage that the run is in.', values: states('state', runStates, run.state) },
    { name: 'dyno_phase', help: 'Phase that the cell is in.', values: states('phase', phases, cell?.phase ?? null) },
    {
      name: 'dyno_cell_info',
      help: 'The cell going on: a test at one load level, run once; always 1.',
      values: place === null ? [] : [{ labels: place, value: 1 }],
    },
    {
      name: 'dyno_cell_index',
      help: 'Place of the cell in the plan, from 1.',
      values: [{ value: cell?.index ?? null }],
    },
    { name: 'dyno_cells', help: 'Cells that the plan has.', values: [{ value: cell?.total ?? null }] },
    {
      name: 'dyno_cells_done',
      help: 'Cells that ended, by their verdict.',
      values: verdicts.map((verdict) => ({
        labels: { verdict },
        value: cells.filter((done) => done.verdict === verdict).length,
      })),
    },
  ];
}
