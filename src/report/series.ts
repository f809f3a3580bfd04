import { join } from 'node:path';
import { cellTime, type RunClock } from '../domain/run-clock.ts';
import { type ClientReport, clientReportSchema } from '../domain/sample.ts';
import type { World } from '../world.ts';

/** A row of one of the CSV files of a cell; empty cells are null. */
export type CsvRow = Record<string, number | string | null>;

function cellValue(text: string | undefined): number | string | null {
  // Number('') and Number(' ') are 0, and unknown is not 0.
  if (text === undefined || text.trim() === '') return null;
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

/** A number of a row; null where it is unknown or no number. */
export function numeric(row: CsvRow, column: string): number | null {
  const value = row[column];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Rows of a CSV file of ours (no quoting needed: names and numbers only); empty where the file is missing. */
export async function readCsv(path: string, world: Pick<World, 'files'>): Promise<CsvRow[]> {
  if (!(await world.files.exists(path))) return [];
  const [head, ...lines] = (await world.files.readText(path)).split(/\r?\n/).filter((line) => line !== '');
  const names = head?.split(',') ?? [];
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, index) => [name, cellValue(cells[index])]));
  });
}

/** The load generator's word about itself; null where it left none that can be read. */
async function readClient(cellFolder: string, world: Pick<World, 'files'>): Promise<ClientReport | null> {
  const path = join(cellFolder, 'client.json');
  if (!(await world.files.exists(path))) return null;
  const parsed = clientReportSchema.safeParse(JSON.parse(await world.files.readText(path)));
  return parsed.success ? parsed.data : null;
}

/** What charts and figures of a cell are made from beside its statistics; `t_s` counts seconds from t0 in each row. */
export type CellSeries = {
  report: ClientReport | null;
  client: CsvRow[];
  memory: CsvRow[];
  /** CPU and memory of the engine's container or process. */
  engine: CsvRow[];
  /** What the engine says of itself. */
  metrics: CsvRow[];
  host: CsvRow[];
};

/**
 * Reads metrics.csv and the files of telemetry of a cell, on one time base. Telemetry starts before the load and ends
 * after it: only rows of the load itself are given. `clock`: the anchor of the run, null in older ones.
 */
export async function readCellSeries(
  cellFolder: string,
  clock: RunClock | null,
  world: Pick<World, 'files'>,
): Promise<CellSeries> {
  const report = await readClient(cellFolder, world);
  const duringLoad = async (file: string) => {
    if (report === null) return [];
    const timeOf = cellTime(report, clock);
    const rows = await readCsv(join(cellFolder, file), world);
    return rows.flatMap((row): CsvRow[] => {
      const t_s = timeOf({ tS: numeric(row, 't_s'), unixMs: numeric(row, 'unix_ms') });
      return t_s === null || t_s < 0 || t_s > report.endUs / 1e6 ? [] : [{ ...row, t_s }];
    });
  };
  return {
    report,
    client: await readCsv(join(cellFolder, 'metrics.csv'), world),
    memory: await duringLoad('gpu_memory.csv'),
    engine: await duringLoad('engine_process.csv'),
    metrics: await duringLoad('engine_metrics.csv'),
    host: await duringLoad('host.csv'),
  };
}
