import { join } from 'node:path';
import { type RecordedError, type Run, type RunState, runSchema } from '../domain/run.ts';
import { type RunClock, wallTime } from '../domain/run-clock.ts';
import type { RunEvent } from '../domain/run-context.ts';
import { asDynoError } from '../errors.ts';
import type { AppendFile, World } from '../world.ts';
import { writeJson } from './write-json.ts';

/** `run.json` and `events.ndjson` of a run that is going on. */
export type RunRecord = {
  /** The run as it stands on disk. */
  current(): Run;
  /** Changes fields and writes; calls are written in order. Throws RESULTS_WRITE_FAILED. */
  update(change: Partial<Run>): Promise<void>;
  /** Enters a stage: `run.json` first, then an event. */
  enter(state: RunState): Promise<void>;
  /** Keeps an error in `run.json`; the first one decides the exit code. */
  addError(error: unknown): Promise<void>;
  /** Appends to `events.ndjson` with offset and the wall time by the anchor; never throws: a full disk must not stop a run twice. */
  note(event: RunEvent): void;
  /** Milliseconds since the anchor, monotonic. */
  elapsedMs(): number;
  /** Makes the events durable and closes their file. */
  close(): Promise<void>;
};

/** An error as `run.json` keeps it. */
export function recordedError(error: unknown, at: Date): RecordedError {
  const { code, message, hint } = asDynoError(error);
  return { code, message, hint, at: at.toISOString() };
}

/** Appends events one after another; the first failed write ends the log. */
function eventLog(file: AppendFile) {
  let queue: Promise<void> = Promise.resolve();
  let broken = false;
  const enqueue = (work: () => Promise<void>) => {
    queue = queue.then(async () => {
      if (broken) return;
      await work().catch(() => {
        broken = true;
      });
    });
    return queue;
  };
  return {
    append: (line: string) => void enqueue(() => file.append(`${line}\n`)),
    close: async () => {
      await enqueue(() => file.sync());
      await file.close().catch(() => undefined);
    },
  };
}

/** Starts `run.json` and `events.ndjson` in a run folder. Throws RESULTS_WRITE_FAILED. */
export async function startRunRecord(
  folder: string,
  first: Run & { clock: RunClock },
  world: Pick<World, 'files' | 'clock'>,
): Promise<RunRecord> {
  const path = join(folder, 'run.json');
  const { clock } = first;
  const elapsedMs = () => world.clock.monotonicMs() - clock.monotonicMs;
  let run: Run = first;
  await writeJson(path, runSchema, run, world);
  const log = eventLog(await world.files.openAppend(join(folder, 'events.ndjson')));

  let writes: Promise<void> = Promise.resolve();
  const update = (change: Partial<Run>) => {
    const next = { ...run, ...change };
    run = next;
    // A failed write is told to its caller; the next one still gets its turn.
    writes = writes.catch(() => undefined).then(() => writeJson(path, runSchema, next, world));
    return writes;
  };
  const note = (event: RunEvent) => {
    const tMs = elapsedMs();
    log.append(JSON.stringify({ at: wallTime(clock, tMs).toISOString(), tMs: Math.round(tMs), ...event }));
  };
  note({ event: 'state', state: run.state });
  return {
    current: () => run,
    update,
    note,
    elapsedMs,
    async enter(state) {
      await update({ state });
      note({ event: 'state', state });
    },
    async addError(error) {
      const entry = recordedError(error, wallTime(clock, elapsedMs()));
      note({ event: 'error', ...entry });
      await update({ errors: [...run.errors, entry] });
    },
    close: log.close,
  };
}
