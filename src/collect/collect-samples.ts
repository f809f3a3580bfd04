import { join } from 'node:path';
import type { z } from 'zod';
import { type CacheReset, cacheResetSchema } from '../domain/cache-reset.ts';
import { gpuMetrics } from '../domain/gpu-metric.ts';
import { workItemSchema } from '../domain/load-plan.ts';
import { cellTime, type RunClock } from '../domain/run-clock.ts';
import { type ClientReport, clientReportSchema, sampleSchema } from '../domain/sample.ts';
import type { SampleSet } from '../domain/sample-set.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { checkAccounting } from './accounting.ts';
import { askedRequests } from './asked-requests.ts';
import { readEngineMetrics } from './read-engine-metrics.ts';
import { camelCase, readSeries } from './read-series.ts';

type Reader = Pick<World, 'files'>;
type Rows<T> = { rows: T[]; cutLine: string | null };

/** Reads JSON lines, of each what `keep` gives; the last one may be cut (a crash while writing), else a bad one is an error. */
async function readLines<T, K>(
  path: string,
  schema: z.ZodType<T>,
  keep: (row: T) => K,
  world: Reader,
): Promise<Rows<K>> {
  if (!(await world.files.exists(path))) throw new DynoError('RUN_FOLDER_INVALID', `${path} is missing`);
  const rows: K[] = [];
  let number = 0;
  let bad: { number: number; why: string } | null = null;
  for await (const line of world.files.lines(path)) {
    number += 1;
    if (bad !== null) throw new DynoError('RUN_FOLDER_INVALID', `${path}:${bad.number}: ${bad.why}`);
    try {
      rows.push(keep(schema.parse(JSON.parse(line))));
    } catch (error) {
      bad = { number, why: error instanceof SyntaxError ? error.message : 'not a record of the expected form' };
    }
  }
  return { rows, cutLine: bad === null ? null : `${path}:${bad.number} was cut off and is left out (${bad.why})` };
}

async function readJson<T>(path: string, schema: z.ZodType<T>, world: Reader): Promise<T> {
  const text = await world.files.readText(path);
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message : 'not of the expected form';
    throw new DynoError('RUN_FOLDER_INVALID', `${path} is damaged: ${why}`, { cause: error });
  }
}

async function readClient(path: string, world: Reader): Promise<ClientReport> {
  if (!(await world.files.exists(path))) throw new DynoError('RUN_FOLDER_INVALID', `${path} is missing`);
  return readJson(path, clientReportSchema, world);
}

const gpuNames = Object.fromEntries(Object.entries(gpuMetrics).map(([name, column]) => [column, name]));

async function readTelemetry(folder: string, client: ClientReport, clock: RunClock | null, world: Reader) {
  const timeOf = cellTime(client, clock);
  const series = (file: string, names: Parameters<typeof readSeries>[2]) =>
    readSeries(join(folder, file), timeOf, names, world);
  // Before gpu.csv there was gpu_memory.csv alone, with rows of the CPU where there was no GPU.
  const whole = await series('gpu.csv', gpuNames);
  const older = { column: 'source', value: 'nvidia-smi' };
  return {
    ...(await readEngineMetrics(join(folder, 'engine_metrics.csv'), timeOf, world)),
    gpu: whole.length > 0 ? whole : await readSeries(join(folder, 'gpu_memory.csv'), timeOf, gpuNames, world, older),
    engineProcess: await series('engine_process.csv', camelCase),
    host: await series('host.csv', camelCase),
  };
}

async function readCacheReset(path: string, world: Reader): Promise<CacheReset | null> {
  return (await world.files.exists(path)) ? readJson(path, cacheResetSchema, world) : null;
}

/**
 * Reads all that was observed of one cell from its folder; the same folder always gives the same set.
 * `clock`: the anchor of the run; null for a run that has none, whose telemetry is then laid on t0 by the wall clock.
 * Throws RUN_FOLDER_INVALID where a part is missing or unreadable, ACCOUNTING where requests and records differ.
 */
export async function collectSamples(cellFolder: string, clock: RunClock | null, world: Reader): Promise<SampleSet> {
  const client = await readClient(join(cellFolder, 'client.json'), world);
  const work = await readLines(join(cellFolder, 'workload.jsonl'), workItemSchema, askedRequests(), world);
  const records = await readLines(join(cellFolder, 'requests.jsonl'), sampleSchema, (sample) => sample, world);
  const items = new Map(work.rows.map((item) => [item.id, item]));
  checkAccounting(records.rows, records.cutLine === null ? 0 : 1, client, items, cellFolder);
  const notes = [work.cutLine, records.cutLine].filter((note) => note !== null);
  const cacheReset = await readCacheReset(join(cellFolder, 'cache-reset.json'), world);
  const telemetry = await readTelemetry(cellFolder, client, clock, world);
  return { samples: records.rows, client, items, ...telemetry, cacheReset, notes };
}
