import type { MeasuredCell } from './engine-result.ts';
import type { Environment } from './environment.ts';
import type { LoadProgress } from './load-plan.ts';
import type { Cell, Plan } from './plan.ts';
import type { Run, RunState } from './run.ts';
import type { RunClock } from './run-clock.ts';

/** A row of telemetry as it was taken: the columns of a file in a cell's folder. */
export type Reading = {
  file: string;
  row: Record<string, number | string | null>;
  /** What the source said, where that is the Prometheus text format; else null. */
  raw: string | null;
};

/** What happens in a run, told to who watches it while it goes on. */
export type LiveEvent =
  | { kind: 'run'; run: Run; plan: Plan; clock: RunClock }
  | { kind: 'environment'; environment: Environment }
  | { kind: 'state'; state: RunState }
  | { kind: 'cell'; cell: Cell; index: number; total: number }
  | { kind: 'progress'; progress: LoadProgress }
  | { kind: 'reading'; reading: Reading }
  | { kind: 'cellDone'; done: MeasuredCell }
  | { kind: 'says'; line: string }
  /** Nothing follows. `reportPath`: null where the run has none. */
  | { kind: 'end'; state: RunState; reportPath: string | null };

/** Takes events of a run; must neither throw nor wait. */
export type Observe = (event: LiveEvent) => void;
