import type { SeriesRow } from '../domain/sample-set.ts';

/** Seconds since t0 between which the load ran. */
export type LoadSpan = { fromS: number; toS: number };

/** Known values of one column while the load ran. */
export function valuesDuring(rows: SeriesRow[], column: string, span: LoadSpan): number[] {
  return rows.filter(({ tS }) => tS >= span.fromS && tS <= span.toS).flatMap((row) => row[column] ?? []);
}

/** Largest of some values; null for none. */
export function largest(values: number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b));
}

/**
 * How much a counter grew over the load: its last known value minus the last one before t0, when the warm-up had ended.
 * Null where either is missing, or where it fell (the engine restarted).
 */
export function counterGrowth(rows: SeriesRow[], column: string): number | null {
  const known = rows.flatMap((row) => (row[column] == null ? [] : [{ tS: row.tS, value: row[column] }]));
  const before = known.filter(({ tS }) => tS <= 0).at(-1);
  const after = known.at(-1);
  if (before === undefined || after === undefined || after.tS <= 0) return null;
  return after.value < before.value ? null : after.value - before.value;
}

/** Integral of a column over the load by the trapezoid rule (for watts: joules); null with fewer than two readings. */
export function integral(rows: SeriesRow[], column: string, span: LoadSpan): number | null {
  const known = rows.filter(({ tS, [column]: value }) => tS >= span.fromS && tS <= span.toS && value != null);
  let area = 0;
  for (const [index, row] of known.entries()) {
    const before = known[index - 1];
    if (before === undefined) continue;
    area += ((row.tS - before.tS) * ((row[column] ?? 0) + (before[column] ?? 0))) / 2;
  }
  return known.length < 2 ? null : area;
}
