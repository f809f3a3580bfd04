import type { MeasuredCell } from '../../domain/engine-result.ts';
import { isSameLevel } from '../../domain/shape.ts';
import type { Distribution, Statistics } from '../../domain/statistics.ts';
import { count, percentile, percentileOf, unknown } from '../format.ts';

type Row = { what: string; first: string; second: string; difference: string };
type Comparison = { heads: [string, string]; rows: Row[] };

function relative(from: number, to: number): string {
  if (from <= 0) return unknown;
  const percent = (to / from - 1) * 100;
  const digits = Math.abs(percent).toFixed(Math.abs(percent) < 10 ? 1 : 0);
  return digits === '0.0' ? '0 %' : `${percent < 0 ? '−' : '+'}${digits} %`;
}

/** How much more `first` is than `second`, and whether their 95 % intervals lie apart; null where one is unknown. */
function compared(first: Distribution, second: Distribution, p: number): { percent: string; apart: boolean } | null {
  const [a, b] = [percentileOf(first, p), percentileOf(second, p)];
  if (a === undefined || b === undefined || a.value === null || b.value === null) return null;
  const apart =
    a.low !== null && a.high !== null && b.low !== null && b.high !== null && (a.low > b.high || b.low > a.high);
  return { percent: relative(b.value, a.value), apart };
}

function difference(first: Distribution, second: Distribution, p: number): string {
  const found = compared(first, second, p);
  if (found === null) return unknown;
  return found.apart ? found.percent : `${found.percent} (95 % intervals overlap)`;
}

function row(what: string, first: Distribution, second: Distribution, p: number): Row {
  return {
    what: `${what} p${p}, ms`,
    first: percentile(first, p),
    second: percentile(second, p),
    difference: difference(first, second, p),
  };
}

function withoutSchema(schema: Statistics, free: Statistics): Comparison {
  return {
    heads: [`with the schema (n ${count(schema.ttftMs.count)})`, `without (n ${count(free.ttftMs.count)})`],
    rows: [
      row('TTFT', schema.ttftMs, free.ttftMs, 50),
      row('TTFT', schema.ttftMs, free.ttftMs, 95),
      row('TPOT', schema.tpotMs, free.tpotMs, 50),
      row('TPOT', schema.tpotMs, free.tpotMs, 95),
    ].filter(({ first, second }) => first !== unknown && second !== unknown),
  };
}

function coldToWarm({ cold }: Statistics): Comparison | null {
  if (cold === null || cold.ttftMs.count === 0 || cold.warmTtftMs.count === 0) return null;
  return {
    heads: [
      `first request with a schema (n ${count(cold.ttftMs.count)})`,
      `later ones (n ${count(cold.warmTtftMs.count)})`,
    ],
    rows: [row('TTFT', cold.ttftMs, cold.warmTtftMs, 50), row('TTFT', cold.ttftMs, cold.warmTtftMs, 95)],
  };
}

/** The cell that asks the prompts of a json_struct cell without their schemas, at the same load. */
export function twinOf(cell: MeasuredCell, cells: MeasuredCell[]): MeasuredCell | null {
  const { shape, point } = cell.statistics.cell;
  const samePoint = JSON.stringify(point);
  return (
    cells.find(
      ({ statistics: { cell: other } }) =>
        other.constraint === 'none' && isSameLevel(other.shape, shape) && JSON.stringify(other.point) === samePoint,
    ) ?? null
  );
}

/** What a schema costs (DESIGN section 6), as tables; empty where there is nothing to compare. */
export function constraintCost(cell: MeasuredCell, cells: MeasuredCell[]): Comparison[] {
  if (cell.statistics.cell.constraint !== 'schema') return [];
  const twin = twinOf(cell, cells);
  const tables = [twin === null ? null : withoutSchema(cell.statistics, twin.statistics), coldToWarm(cell.statistics)];
  return tables.filter((table) => table !== null).filter(({ rows }) => rows.length > 0);
}

/** The same in a clause each, medians only, for the top of the report. */
export function constraintClauses(cell: MeasuredCell, cells: MeasuredCell[]): string[] {
  const { statistics } = cell;
  const twin = twinOf(cell, cells)?.statistics;
  const clause = (name: string, first: Distribution, second: Distribution, words: [string, string]) => {
    const found = compared(first, second, 50);
    if (found === null) return [];
    const change = found.apart ? found.percent : 'no clear difference';
    return [`${name} p50 ${percentile(first, 50)} ms ${words[0]}, ${percentile(second, 50)} ms ${words[1]}: ${change}`];
  };
  const against = ['with the schema', 'without'] as [string, string];
  return [
    ...(twin === undefined ? [] : clause('TPOT', statistics.tpotMs, twin.tpotMs, against)),
    ...(twin === undefined ? [] : clause('TTFT', statistics.ttftMs, twin.ttftMs, against)),
    ...(statistics.cold === null
      ? []
      : clause('TTFT', statistics.cold.ttftMs, statistics.cold.warmTtftMs, ['the first time with a schema', 'later'])),
  ];
}
