import type { LiveEvent, Reading } from '../domain/live-event.ts';
import { exampleCell, examplePlan } from './example-cell.ts';
import { exampleRun } from './example-run.ts';

const clock = { unixMs: 1_763_820_420_000, monotonicMs: 5_000 };

/** A run whose clock began at 5 s of the machine's. */
export const runBegins: LiveEvent = { kind: 'run', run: exampleRun({ clock }), plan: examplePlan(), clock };

/** A cell and the phases that it has before its load. */
export const cellBegins: LiveEvent[] = [
  { kind: 'cell', cell: exampleCell(), index: 1, total: 2 },
  { kind: 'state', state: 'warming' },
];
export const loadBegins: LiveEvent = { kind: 'state', state: 'loading' };

/** A row of one of the files in a cell's folder. */
export function reading(file: string, row: Reading['row'], raw: string | null = null): LiveEvent {
  return { kind: 'reading', reading: { file, row, raw } };
}
