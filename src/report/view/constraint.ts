import type { MeasuredCell } from '../../domain/engine-result.ts';
import type { Distribution, Paired, Pairs, Statistics } from '../../domain/statistics.ts';
import { count, finestMs, number, percentile, percentileOf, unknown } from '../format.ts';
import type { TextTable } from './structured.ts';

/** A table of the cost of a schema, and what must be known to read it. */
type Comparison = TextTable & { note: string };

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

function coldToWarm({ cold }: Statistics): Comparison | null {
  if (cold === null || cold.ttftMs.count === 0 || cold.warmTtftMs.count === 0) return null;
  const row = (p: number) => [
    ...[`TTFT p${p}, ms`, percentile(cold.ttftMs, p), percentile(cold.warmTtftMs, p)],
    difference(cold.ttftMs, cold.warmTtftMs, p),
  ];
  const of = (distribution: Distribution) => `(n ${count(distribution.count)})`;
  return {
    heads: [
      'cost of a new schema',
      `first request with a schema ${of(cold.ttftMs)}`,
      `later ones ${of(cold.warmTtftMs)}`,
      'difference',
    ],
    rows: [row(50), row(95)],
    note: '',
  };
}

function signed(value: number): string {
  const text = number(Math.abs(value));
  return value === 0 ? '0' : `${value < 0 ? '−' : '+'}${text}`;
}

/** What a difference is of the value without a schema; "no clear difference" where its interval holds 0. */
function pairedShare({ difference: median, low, high, free }: Paired): string {
  if (median === null || low === null || high === null || (low <= 0 && high >= 0)) return 'no clear difference';
  return free === null ? unknown : relative(free, free + median);
}

/** The median of the differences with its interval. */
function pairedDifference(one: Paired): string {
  if (one.difference === null) return 'insufficient';
  const bounds = one.low === null || one.high === null ? '' : ` (${signed(one.low)} to ${signed(one.high)})`;
  return `${signed(one.difference)}${bounds}, ${pairedShare(one)}`;
}

function pairedTable(pairs: Pairs): Comparison | null {
  if (pairs.pairs === 0) return null;
  const row = (what: string, one: Paired) => [
    ...[what, count(one.count), number(one.constrained), number(one.free)],
    pairedDifference(one),
  ];
  const rows: [string, Paired][] = [
    ['TTFT, ms', pairs.ttftMs],
    ['TTFT where the schema was new, ms', pairs.coldTtftMs],
    ['TTFT where the schema was known, ms', pairs.warmTtftMs],
    ['TPOT, ms', pairs.tpotMs],
    ['tokens/s of one stream', pairs.tokensPerS],
    ['output tokens', pairs.outputTokens],
  ];
  return {
    heads: [
      'cost of the schema',
      'pairs',
      'with it, median',
      'without, median',
      'median of the differences (95 % interval)',
    ],
    rows: rows.filter(([, one]) => one.count > 0).map(([what, one]) => row(what, one)),
    note:
      `${count(pairs.pairs)} of ${count(pairs.asked)} requests went well both with their schema and without it; ` +
      `${count(pairs.otherLength)} of these pairs have answers of different lengths.`,
  };
}

function rate({ outputTokensPerS }: Statistics): number | null {
  return outputTokensPerS.steady ?? outputTokensPerS.whole;
}

/** Tokens a second of all streams together. The two cells need not have asked for the same tokens. */
function throughputTable(schema: Statistics, free: Statistics): Comparison | null {
  const [a, b] = [rate(schema), rate(free)];
  if (a === null || b === null) return null;
  const of = ({ requests }: Statistics) => `(n ${count(requests.outcomes.ok)})`;
  return {
    heads: ['of all streams together', `with the schema ${of(schema)}`, `without ${of(free)}`, 'difference'],
    rows: [['output tokens/s', number(a), number(b), relative(b, a)]],
    note: '',
  };
}

/** The cell that repeats the requests of a json_struct cell without their schemas. */
export function twinOf(cell: MeasuredCell, cells: MeasuredCell[]): MeasuredCell | null {
  const { id } = cell.statistics.cell;
  return cells.find(({ statistics }) => statistics.cell.twinOf === id) ?? null;
}

/** What a schema costs (DESIGN section 6), as tables; empty where there is nothing to compare. */
export function constraintCost(cell: MeasuredCell, cells: MeasuredCell[]): Comparison[] {
  const { statistics } = cell;
  if (statistics.cell.constraint !== 'schema' || statistics.cell.purpose !== 'speed') return [];
  const twin = twinOf(cell, cells)?.statistics ?? null;
  const pairs = twin?.pairs ?? null;
  return [
    pairs === null ? null : pairedTable(pairs),
    twin === null ? null : throughputTable(statistics, twin),
    coldToWarm(statistics),
  ].filter((table) => table !== null);
}

function pairedClause(name: string, one: Paired): string[] {
  if (one.difference === null) return [];
  const all = [one.difference, one.low, one.high].filter((value) => value !== null);
  if (all.every((value) => Math.abs(value) < finestMs))
    return [`${name} with the schema: less than ${finestMs} ms apart, n ${count(one.count)} pairs`];
  const bounds = one.low === null || one.high === null ? '' : ` (95 % ${signed(one.low)} to ${signed(one.high)})`;
  return [
    `${name} ${signed(one.difference)} ms${bounds} with the schema: ${pairedShare(one)}, n ${count(one.count)} pairs`,
  ];
}

/** The same in a clause each, medians only, for the top of the report. */
export function constraintClauses(cell: MeasuredCell, cells: MeasuredCell[]): string[] {
  const pairs = twinOf(cell, cells)?.statistics.pairs ?? null;
  const { cold } = cell.statistics;
  const found = cold === null ? null : compared(cold.ttftMs, cold.warmTtftMs, 50);
  const change = found?.apart ? found.percent : 'no clear difference';
  return [
    ...(pairs === null ? [] : pairedClause('TPOT', pairs.tpotMs)),
    ...(pairs === null ? [] : pairedClause('TTFT', pairs.ttftMs)),
    ...(cold === null || found === null
      ? []
      : [
          `TTFT p50 ${percentile(cold.ttftMs, 50)} ms the first time with a schema, ${percentile(cold.warmTtftMs, 50)} ms later: ${change}`,
        ]),
  ];
}
