import { z } from 'zod';
import type { Run } from './run.ts';
import type { StartupPhase } from './startup.ts';

/** The parts of a start-up that every engine has, or has not, in the order in which they come. */
export const startupParts = {
  pull: 'image fetched or found',
  create: 'container created',
  weights: 'weights read',
  compile: 'engine or graph of the model compiled, checkpoint converted for it',
  graphs: 'CUDA graphs captured',
  ready: 'from the start of the container to a healthy answer, with all between',
  firstToken: 'first request answered with a token',
} as const;
export type StartupPart = keyof typeof startupParts;

export const startupPartSchema = z.enum(Object.keys(startupParts) as [StartupPart, ...StartupPart[]]);

/** Who measured: Docker and we from outside, the log's marks by our clock, or the engine. */
export const measuredBySchema = z.enum(['docker', 'log', 'probe', 'engine']);

export type StartupTime = { part: StartupPart; ms: number; by: z.infer<typeof measuredBySchema> };

const enginePhases: Record<'weights' | 'compile' | 'graphs', StartupPhase[]> = {
  weights: ['weightsLoaded'],
  compile: ['weightsConverted', 'engineCompiled'],
  graphs: ['graphsCaptured'],
};

const outerPhases = { pull: 'pull', create: 'create', ready: 'ready', firstToken: 'first token' } as const;

/** Phases of these names together; null where none was seen. A name may come twice: its parts add up. */
function observed({ startup }: Run, names: readonly string[]): { ms: number; by: StartupTime['by'] } | null {
  const found = startup.filter(({ phase }) => names.includes(phase));
  const ms = found.reduce((sum, { startedAtMs, endedAtMs }) => sum + endedAtMs - startedAtMs, 0);
  return found[0] === undefined ? null : { ms, by: found[0].source };
}

/**
 * The engine's own word, where it has told every phase that was seen: its clock starts with the work, ours with the log
 * line before.
 */
function ofEngine(run: Run, names: StartupPhase[]): { ms: number; by: StartupTime['by'] } | null {
  const told = run.startupTold.filter(({ phase }) => names.includes(phase));
  const seen = run.startup.filter(({ phase }) => names.some((name) => name === phase));
  const isAll = told.length > 0 && seen.every(({ phase }) => told.some((one) => one.phase === phase));
  return isAll ? { ms: told.reduce((sum, { tookMs }) => sum + tookMs, 0), by: 'engine' } : observed(run, names);
}

/** The start-up of a run in parts that can be compared between engines; a part that nobody saw is left out. */
export function startupTimes(run: Run): StartupTime[] {
  return (Object.keys(startupParts) as StartupPart[]).flatMap((part) => {
    const time =
      part in enginePhases
        ? ofEngine(run, enginePhases[part as keyof typeof enginePhases])
        : observed(run, [outerPhases[part as keyof typeof outerPhases]]);
    return time === null ? [] : [{ part, ...time }];
  });
}
