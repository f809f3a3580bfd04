import { dirname, join } from 'node:path';
import type { RunClock } from '../domain/run-clock.ts';
import { wallTime } from '../domain/run-clock.ts';
import { asDynoError, type DynoError } from '../errors.ts';
import type { Clock, World } from '../world.ts';
import { type CsvValue, csvLine } from './csv.ts';
import { isPage, openRawLog, type RawAnswer } from './raw-log.ts';

/** A source of telemetry that is read at whole intervals. A failed reading is a row of empty cells, never an error. */
export type Sampler = {
  /** File in the cell's folder. */
  file: string;
  columns: readonly string[];
  /** The signal says that nobody waits for this reading any more. */
  read(signal?: AbortSignal): Promise<Record<string, CsvValue>>;
  /** What the source itself said in the reading that ended last, and the file that keeps it; left out: nothing to keep. */
  raw?: { file: string; last(): RawAnswer | null };
};

/** Told of each reading: the file that it goes to, its row there, and the Prometheus text behind it if there is one. */
export type OnReading = (file: string, row: Record<string, CsvValue>, raw: string | null) => void;

/** When readings are taken: at whole intervals since the anchor of the run; and who else is told. */
export type Schedule = { clock: RunClock; intervalMs: number; keepRaw: boolean; onReading?: OnReading };

/**
 * A sampler at work. `stop` gives up the reading going on, takes a last one (none where the user stops the run), closes
 * the file and throws what writing threw.
 */
export type RunningSampler = { stop(): Promise<void> };

/** What every telemetry file begins with; the rest are the columns of its sampler. */
export const timeColumns = ['t_s', 'read_ms', 'unix_ms'] as const;

/** A reading is waited for during three intervals, at least 1 s (an engine under load) and at most 5 s. */
export function readingLimitMs(intervalMs: number): number {
  return Math.min(5_000, Math.max(1_000, 3 * intervalMs));
}

/** One reading: its row in the file, by column, and what the source itself said; null where it came too late. */
type Read = { row: Record<string, CsvValue>; raw: RawAnswer | null };

/** Takes readings of one source; one that came too late may still be going on, and the source is busy until it ends. */
function readerOf(sampler: Sampler, { clock, intervalMs }: Schedule, world: World) {
  const elapsedMs = () => world.clock.monotonicMs() - clock.monotonicMs;
  let pending: Promise<unknown> | null = null;
  const ask = async (signal: AbortSignal) => sampler.read(signal);
  return {
    pending: () => pending,
    /**
     * Stamped after the reading: an engine that answers late describes the moment of its answer. `stop`: nobody wants
     * the reading any more.
     */
    async read(stop: AbortSignal): Promise<Read> {
      const beganMs = elapsedMs();
      const over = new AbortController();
      const reading = ask(AbortSignal.any([over.signal, stop])).catch((): Record<string, CsvValue> => ({}));
      pending = reading.finally(() => {
        pending = null;
      });
      const late = world.clock.sleep(readingLimitMs(intervalMs), over.signal).then(() => null);
      const values = await Promise.race([reading, late]);
      over.abort();
      const endedMs = elapsedMs();
      const time = {
        t_s: Math.round(endedMs) / 1000,
        read_ms: Math.round(10 * (endedMs - beganMs)) / 10,
        unix_ms: wallTime(clock, endedMs).getTime(),
      };
      return { row: { ...time, ...values }, raw: values === null ? null : (sampler.raw?.last() ?? null) };
    },
  };
}

/** The files of one sampler: its rows, and what the source itself said where that is kept. */
async function openFiles(sampler: Sampler, path: string, { keepRaw, onReading }: Schedule, world: World) {
  const columns = [...timeColumns, ...sampler.columns];
  const file = await world.files.openAppend(path);
  const raw = keepRaw && sampler.raw ? await openRawLog(join(dirname(path), sampler.raw.file), world) : null;
  await file.append(`${csvLine(columns)}\n`);
  return {
    async take({ row, raw: said }: Read): Promise<void> {
      onReading?.(sampler.file, row, said !== null && isPage(said) ? said.text : null);
      await file.append(`${csvLine(columns.map((column) => row[column] ?? null))}\n`);
      if (said !== null) await raw?.append(row, said);
    },
    async close(): Promise<void> {
      await Promise.all([file.close(), raw?.close()]);
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
  const files = await openFiles(sampler, path, schedule, world);
  const reader = readerOf(sampler, schedule, world);
  await files.take(await reader.read(world.stop));
  const over = new AbortController();
  const stopped = whenAborted(over.signal);
  let failure: DynoError | null = null;
  const loop = atIntervals(schedule, world, over.signal, async () => {
    const reading = await reader.read(over.signal);
    // Given up because of the stop: its emptiness is no gap of the source, and the last reading follows.
    if (over.signal.aborted && reader.pending() === null) return;
    await files.take(reading);
    if (reader.pending() !== null) await Promise.race([reader.pending(), stopped]);
  }).catch((error: unknown) => {
    failure = asDynoError(error);
  });
  return {
    async stop() {
      over.abort();
      await loop;
      const wanted = failure === null && reader.pending() === null && !world.stop.aborted;
      if (wanted) await files.take(await reader.read(world.stop));
      await files.close();
      if (failure !== null) throw failure;
    },
  };
}
