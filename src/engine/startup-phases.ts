import type { EngineDefinition } from '../domain/engine-definition.ts';
import type { Phase } from '../domain/run.ts';
import type { RunContext } from '../domain/run-context.ts';

/** Measures what a start-up is made of: steps of Docker, and marks in the engine's log. */
export type StartupPhases = {
  phases: Phase[];
  /** Runs a step and keeps its time, also when it fails. */
  time<T>(phase: string, work: () => Promise<T>): Promise<T>;
  /** A log mark ends its phase; the phase began where the one before it ended. Each mark counts once. */
  readLine(line: string): void;
};

export function measurePhases(startup: EngineDefinition['startup'], run: RunContext): StartupPhases {
  const phases: Phase[] = [];
  const waiting = startup.map(({ phase, mark }) => ({ phase, mark: new RegExp(mark) }));
  return {
    phases,
    async time(phase, work) {
      const startedAtMs = run.elapsedMs();
      try {
        return await work();
      } finally {
        phases.push({ phase, startedAtMs, endedAtMs: run.elapsedMs(), source: 'docker' });
      }
    },
    readLine(line) {
      const index = waiting.findIndex(({ mark }) => mark.test(line));
      const [found] = index < 0 ? [] : waiting.splice(index, 1);
      if (!found) return;
      const endedAtMs = run.elapsedMs();
      phases.push({ phase: found.phase, startedAtMs: phases.at(-1)?.endedAtMs ?? endedAtMs, endedAtMs, source: 'log' });
    },
  };
}
