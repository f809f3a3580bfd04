import type { RowTime } from '../domain/run-clock.ts';
import type { SeriesRow } from '../domain/sample-set.ts';
import type { World } from '../world.ts';
import { csvValues } from './csv.ts';
import { timeColumns } from './sampler.ts';

/** The rule for names in files of ours: cpu_percent -> cpuPercent. */
export function camelCase(column: string): string {
  return column.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function namesByRule(header: readonly string[], rule: (column: string) => string): Record<string, string> {
  const values = header.filter((column) => !timeColumns.some((time) => time === column));
  return Object.fromEntries(values.map((column) => [column, rule(column)]));
}

/** A row of a telemetry file; a cell that is empty or not there is null. */
export type TimedRow = {
  tS: number;
  header: readonly string[];
  text(column: string): string | null;
  number(column: string): number | null;
};

/** Rows of a telemetry file on the clock of the test, by `timeOf`; a row that is cut or has no time is left out. */
export async function* timedRows(
  path: string,
  timeOf: (row: RowTime) => number | null,
  world: Pick<World, 'files'>,
): AsyncIterable<TimedRow> {
  if (!(await world.files.exists(path))) return;
  let header: string[] | null = null;
  for await (const line of world.files.lines(path)) {
    const cells = csvValues(line);
    if (header === null) {
      header = cells;
      continue;
    }
    const columns = header;
    const text = (column: string) => cells[columns.indexOf(column)] || null;
    const number = (column: string) => (text(column) === null ? null : Number(text(column)));
    const tS = cells.length === header.length ? timeOf({ tS: number('t_s'), unixMs: number('unix_ms') }) : null;
    if (tS !== null) yield { tS, header, text, number };
  }
}

/**
 * Reads a telemetry file as a series on the clock of the test: `tS` is seconds since t0, negative before it, by `timeOf`.
 * `readMs`, where the file has it: how long the reading took.
 * `names` maps columns of the file to columns of the series, by a table or by a rule for all of them; `only` keeps rows
 * by a text column. A missing file is an empty series; a row that is cut or has no time is left out.
 */
export async function readSeries(
  path: string,
  timeOf: (row: RowTime) => number | null,
  names: Record<string, string> | ((column: string) => string),
  world: Pick<World, 'files'>,
  only: { column: string; value: string } | null = null,
): Promise<SeriesRow[]> {
  const rows: SeriesRow[] = [];
  for await (const { tS, header, text, number } of timedRows(path, timeOf, world)) {
    if (only !== null && text(only.column) !== only.value) continue;
    const row: SeriesRow = { tS };
    if (header.includes('read_ms')) row.readMs = number('read_ms');
    const columns = typeof names === 'function' ? namesByRule(header, names) : names;
    for (const [column, name] of Object.entries(columns)) row[name] = number(column);
    rows.push(row);
  }
  return rows;
}
