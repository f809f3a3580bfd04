import type { Run } from '../../domain/run.ts';
import { startupParts, startupTimes } from '../../domain/startup-times.ts';
import { duration, unknown } from '../format.ts';

/** Milliseconds from the start of the run to the end of the last start-up phase; null where none was seen. */
export function startupMs({ startup }: Run): number | null {
  return startup.length === 0 ? null : Math.max(...startup.map(({ endedAtMs }) => endedAtMs));
}

const measuredBy = {
  docker: 'Dyno',
  probe: 'Dyno',
  log: "Dyno, between two lines of the engine's log",
  engine: 'the engine itself',
};

/** The start-up in a line: its whole and the parts that all engines have; null where none was seen. */
export function startupLine(run: Run): string | null {
  const totalMs = startupMs(run);
  if (totalMs === null) return null;
  const parts = startupTimes(run).map(({ part, ms }) => `${part} ${duration(ms)}`);
  const inParts = parts.length === 0 ? '' : ` (${parts.join(', ')})`;
  return `${duration(totalMs)} from the start of the run to the first token${inParts}`;
}

/** The parts that can be compared between engines, then every phase that was seen; empty where none was. */
export function startupView(run: Run) {
  const told = new Map(run.startupTold.map(({ phase, tookMs }) => [phase as string, duration(tookMs)]));
  const seen = run.startup.map(({ phase }) => phase);
  const untold = run.startupTold.filter(({ phase }) => !seen.includes(phase));
  return {
    parts: startupTimes(run).map(({ part, ms, by }) => ({
      part,
      what: startupParts[part],
      took: duration(ms),
      by: measuredBy[by],
    })),
    phases: [
      ...run.startup.map(({ phase, startedAtMs, endedAtMs }) => ({
        phase,
        endedAt: duration(endedAtMs),
        took: duration(endedAtMs - startedAtMs),
        told: told.get(phase) ?? unknown,
      })),
      ...untold.map(({ phase, tookMs }) => ({
        phase,
        endedAt: unknown,
        took: unknown,
        told: duration(tookMs),
      })),
    ],
  };
}
