import type { RunClock } from '../domain/run-clock.ts';
import { wallTime } from '../domain/run-clock.ts';
import { asDynoError, type DynoError } from '../errors.ts';
import type { Clock, World } from '../world.ts';
import { type CsvValue, csvLine } from './csv.ts';

/** A source of telemetry that is read at whole intervals. A failed reading is a row of empty cells, never an error. */
export type Sampler = {
  /** File in the cell's folder. */
  file: string;
  columns: readonly string[];
  /** The signal says that nobody waits for this reading any more. */
  read(signal?: AbortSignal): Promise<Record<string, CsvValue>>;
};

/** When readings are taken: at whole intervals since the anchor of the run. */
export type Schedule = { clock: RunClock; intervalMs: number };

/** A sampler at work. `stop` takes a last reading, closes the file and throws what writing threw. */
export type RunningSampler = { stop(): Promise<void> };

/** What every telemetry file begins with; the rest are the columns of its sampler. */
export const timeColumns = ['t_s', 'read_ms', 'unix_ms'] as const;

/** A reading is waited for during three intervals, at least 1 s (an engine under load) and at most 5 s. */
export function readingLimitMs(intervalMs: number): number {
  return Math.min(5_000, Math.max(1_000, 3 * intervalMs));
}

/** Takes readings of one source; one that came too late may still be going on, and the source is busy until it ends. */
function readerOf(sampler: Sampler, { clock, intervalMs }: Schedule, world: World) {
  const elapsedMs = () => world.clock.monotonicMs() - clock.monotonicMs;
  let pending: Promise<unknown> | null = null;
  const ask = async (signal: AbortSignal) => sampler.read(signal);
  return {
    pending: () => pending,
    /** One row of the file, stamped after the reading: an engine that answers late describes the moment of its answer. */
    async row(): Promise<string> {
      const beganMs = elapsedMs();
      const over = new AbortController();
      const reading = ask(over.signal).catch((): Record<string, CsvValue> => ({}));
      pending = reading.finally(() => {
        pending = null;
      });
      const late = world.clock
        .sleep(readingLimitMs(intervalMs), over.signal)
        .then((): Record<string, CsvValue> => ({}));
      const values = await Promise.race([reading, late]);
      over.abort();
      const endedMs = elapsedMs();
      const unixMs = wallTime(clock, endedMs).getTime();
      const time = [(endedMs / 1000).toFixed(3), (endedMs - beganMs).toFixed(1), unixMs];
      return `${csvLine([...time, ...sampler.columns.map((column) => values[column] ?? null)])}\n`;
    },
  };
}

/** Timers may ring a part of a millisecond early: whoever reads then would read twice. */
async function waitUntil(dueMs: number, clock: Clock, signal: AbortSignal): Promise<void> {
  for (;;) {
    const leftMs = dueMs - clock.monotonicMs();
    if (leftMs <= 0 || signal.aborted) return;
    await clock.sleep(Math.ceil(leftMs), signal);
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/**
 * Does something at every whole interval since the anchor. What takes longer skips the intervals that it missed; they
 * are not made up for, because a burst of late readings would say nothing about them.
 */
async function atIntervals(
  { clock, intervalMs }: Schedule,
  world: World,
  signal: AbortSignal,
  work: () => Promise<void>,
) {
  for (;;) {
    const passed = Math.floor((world.clock.monotonicMs() - clock.monotonicMs) / intervalMs);
    await waitUntil(clock.monotonicMs + (passed + 1) * intervalMs, world.clock, signal);
    if (signal.aborted) return;
    await work();
  }
}

/**
 * Starts a sampler; resolves when its first row is written, so that every series begins before the load. A source that
 * does not answer in time gives a row of empty cells and is left alone until it has answered; it holds up nobody else.
 */
export async function startSampler(
  sampler: Sampler,
  path: string,
  schedule: Schedule,
  world: World,
): Promise<RunningSampler> {
  const file = await world.files.openAppend(path);
  await file.append(`${csvLine([...timeColumns, ...sampler.columns])}\n`);
  const reader = readerOf(sampler, schedule, world);
  await file.append(await reader.row());
  const over = new AbortController();
  const stopped = whenAborted(over.signal);
  let failure: DynoError | null = null;
  const loop = atIntervals(schedule, world, over.signal, async () => {
    await file.append(await reader.row());
    if (reader.pending() !== null) await Promise.race([reader.pending(), stopped]);
  }).catch((error: unknown) => {
    failure = asDynoError(error);
  });
  return {
    async stop() {
      over.abort();
      await loop;
      if (failure === null && reader.pending() === null) await file.append(await reader.row());
      await file.close();
      if (failure !== null) throw failure;
    },
  };
}
