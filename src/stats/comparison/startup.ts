import type { ComparedStartup } from '../../domain/comparison.ts';
import { type StartupPart, startupParts, startupTimes } from '../../domain/startup-times.ts';
import type { Contestant } from './contestants.ts';
import { pool } from './pool.ts';

function value(part: StartupPart, { name, runs }: Contestant): ComparedStartup['values'][number] {
  const times = runs.flatMap(({ folder, run }) =>
    startupTimes(run)
      .filter((time) => time.part === part)
      .map((time) => ({ ...time, start: folder })),
  );
  return {
    engine: name,
    ms: pool(times.map(({ ms, start }) => ({ value: ms, low: null, high: null, start }))),
    by: [...new Set(times.map(({ by }) => by))],
  };
}

/** The parts of the start-up that any run of any engine had, engines side by side. */
export function comparedStartup(all: Contestant[]): ComparedStartup[] {
  const rows = (Object.keys(startupParts) as StartupPart[]).map((part) => ({
    part,
    values: all.map((contestant) => value(part, contestant)),
  }));
  return rows.filter(({ values }) => values.some(({ ms }) => ms.value !== null));
}
