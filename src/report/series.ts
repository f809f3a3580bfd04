import { join } from 'node:path';
import { z } from 'zod';
import type { World } from '../world.ts';

/** A row of one of the CSV files of a cell; empty cells are null. */
export type CsvRow = Record<string, number | string | null>;

function cellValue(text: string | undefined): number | string | null {
  if (text === undefined || text === '') return null;
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

/** Rows of a CSV file of ours (no quoting needed: names and numbers only); empty where the file is missing. */
export async function readCsv(path: string, world: Pick<World, 'files'>): Promise<CsvRow[]> {
  if (!(await world.files.exists(path))) return [];
  const [head, ...lines] = (await world.files.readText(path)).split('\n').filter((line) => line !== '');
  const names = head?.split(',') ?? [];
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, index) => [name, cellValue(cells[index])]));
  });
}

const anchorSchema = z.looseObject({ t0UnixNs: z.string() });

/** Wall clock of the cell's t0 in seconds, which ties telemetry to the load; null without a client report. */
async function t0UnixS(cellFolder: string, world: Pick<World, 'files'>): Promise<number | null> {
  const path = join(cellFolder, 'client.json');
  if (!(await world.files.exists(path))) return null;
  return Number(anchorSchema.parse(JSON.parse(await world.files.readText(path))).t0UnixNs) / 1e9;
}

/** The time series of a cell that charts are drawn from; `t_s` counts from t0 in each. */
export type CellSeries = { client: CsvRow[]; memory: CsvRow[]; engine: CsvRow[] };

/** Reads metrics.csv, gpu_memory.csv and engine_process.csv of a cell, on one time base. */
export async function readCellSeries(cellFolder: string, world: Pick<World, 'files'>): Promise<CellSeries> {
  const zero = await t0UnixS(cellFolder, world);
  const aligned = async (file: string) => {
    const rows = await readCsv(join(cellFolder, file), world);
    return zero === null ? [] : rows.map((row) => ({ ...row, t_s: Number(row.unix_ms) / 1000 - zero }));
  };
  return {
    client: await readCsv(join(cellFolder, 'metrics.csv'), world),
    memory: await aligned('gpu_memory.csv'),
    engine: await aligned('engine_process.csv'),
  };
}
