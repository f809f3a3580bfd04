import type { StartedEngine } from '../domain/engine-life.ts';
import type { RunContext } from '../domain/run-context.ts';
import { DynoError } from '../errors.ts';

/** A log whose last line is younger than this is still moving. */
const movingMs = 30_000;

/** The instant at which an engine must be ready, on the run's clock. */
export type Deadline = { atMs: number; limitS: number };

export function leftMs(deadline: Deadline, run: RunContext): number {
  return deadline.atMs - run.elapsedMs();
}

/** READY_TIMEOUT: which step was not reached, why, and whether the engine was still at work. */
export async function tooLate(
  engine: StartedEngine,
  step: string,
  lastAnswer: string,
  deadline: Deadline,
  run: RunContext,
): Promise<DynoError> {
  const tail = await engine.logTail();
  const lastLine = tail.lines.at(-1) ?? '(none)';
  const message = `not reached within ${deadline.limitS} s: ${step} (last answer: ${lastAnswer}). Last log line${ageOf(tail.lastAtMs, run)}: ${lastLine}`;
  return new DynoError('READY_TIMEOUT', message, { detail: tail.lines });
}

function ageOf(lastAtMs: number | null, run: RunContext): string {
  if (lastAtMs === null) return '';
  const ageMs = run.elapsedMs() - lastAtMs;
  const motion = ageMs < movingMs ? 'still moving' : 'standing still';
  return ` (${Math.round(ageMs / 1000)} s old, the log was ${motion})`;
}
