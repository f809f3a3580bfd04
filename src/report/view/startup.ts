import type { Run } from '../../domain/run.ts';
import { duration } from '../format.ts';

/** Milliseconds from the start of the run to the end of the last start-up phase; null where none was seen. */
export function startupMs({ startup }: Run): number | null {
  return startup.length === 0 ? null : Math.max(...startup.map(({ endedAtMs }) => endedAtMs));
}

/** The start-up in a line: its whole and its phases; null where none was seen. */
export function startupLine(run: Run): string | null {
  const totalMs = startupMs(run);
  if (totalMs === null) return null;
  const phases = run.startup.map(
    ({ phase, startedAtMs, endedAtMs }) => `${phase} ${duration(endedAtMs - startedAtMs)}`,
  );
  return `${duration(totalMs)} from the start of the run to the first token (${phases.join(', ')})`;
}
