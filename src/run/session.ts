import type { Observe } from '../domain/live-event.ts';
import type { Plan } from '../domain/plan.ts';
import type { RunContext } from '../domain/run-context.ts';
import type { RunRecord } from '../results/run-record.ts';
import type { GpuWatch } from './gpu/watch.ts';
import type { Progress } from './progress.ts';

/** A run that is going on: its plan, its folder, its record, and what the user sees of it. */
export type Session = {
  plan: Plan;
  run: RunContext;
  record: RunRecord;
  progress: Progress;
  /** Told what happens, for a live view. */
  observe: Observe;
  /** The load generator is measured before the engine is. */
  calibrates: boolean;
  /** Pairs of loads that tell what telemetry costs; 0: not asked. Part of the calibration. */
  telemetryCostPairs: number;
  /** A warning fails the run. */
  strict: boolean;
  /** Null for an engine without a GPU. */
  gpu: GpuWatch | null;
};
