import { asDynoError, type DynoError } from '../errors.ts';
import type { AppendFile, Clock, World } from '../world.ts';
import { type CsvValue, csvLine } from './csv.ts';

/** A source of telemetry that is read once a second. A failed reading is a row of empty cells, never an error. */
export type Sampler = {
  /** File in the cell's folder. */
  file: string;
  columns: readonly string[];
  read(): Promise<Record<string, CsvValue>>;
};

/** A sampler at work. `stop` takes a last reading, closes the file and throws what writing threw. */
export type RunningSampler = { stop(): Promise<void> };

const intervalMs = 1_000;

async function readRow(sampler: Sampler, clock: Clock, startMs: number): Promise<string> {
  const values = await sampler.read().catch((): Record<string, CsvValue> => ({}));
  // Stamped after the reading: an engine that answers late describes the moment of its answer.
  const time = [((clock.monotonicMs() - startMs) / 1000).toFixed(3), clock.now().getTime()];
  return csvLine([...time, ...sampler.columns.map((column) => values[column] ?? null)]);
}

/**
 * Reads every whole second of the monotonic clock since `startMs`. A reading that takes longer skips the seconds it
 * missed; they are not made up for, because a burst of late readings would say nothing about them.
 */
async function sampleUntil(sampler: Sampler, file: AppendFile, world: World, startMs: number, signal: AbortSignal) {
  const { clock } = world;
  for (;;) {
    const elapsedMs = clock.monotonicMs() - startMs;
    const nextMs = (Math.floor(elapsedMs / intervalMs) + 1) * intervalMs;
    await clock.sleep(nextMs - elapsedMs, signal);
    if (signal.aborted) return;
    await file.append(`${await readRow(sampler, clock, startMs)}\n`);
  }
}

/**
 * Starts a sampler; resolves when its first row is written, so that every series begins before the load.
 * Columns t_s (since `startMs`) and unix_ms come first in its file.
 */
export async function startSampler(
  sampler: Sampler,
  path: string,
  startMs: number,
  world: World,
): Promise<RunningSampler> {
  const file = await world.files.openAppend(path);
  await file.append(`${csvLine(['t_s', 'unix_ms', ...sampler.columns])}\n`);
  await file.append(`${await readRow(sampler, world.clock, startMs)}\n`);
  const over = new AbortController();
  let failure: DynoError | null = null;
  const loop = sampleUntil(sampler, file, world, startMs, over.signal).catch((error: unknown) => {
    failure = asDynoError(error);
  });
  return {
    async stop() {
      over.abort();
      await loop;
      if (failure === null) await file.append(`${await readRow(sampler, world.clock, startMs)}\n`);
      await file.close();
      if (failure !== null) throw failure;
    },
  };
}
