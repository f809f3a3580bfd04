import type { SeriesRow } from '../domain/sample-set.ts';
import type { SteadyWindow } from '../domain/statistics.ts';
import { percentileOf } from './percentile.ts';

/** Seconds since t0 over which figures are taken: a steady window, or the whole load. */
export type LoadSpan = { fromS: number; toS: number };

/**
 * What a cell's telemetry is cut to: its steady window, so that engine and GPU are seen over the very seconds that
 * tokens a second are counted in; where it has none, the load from t0 to the end of its last request.
 */
export function figureSpan(window: SteadyWindow | null, endUs: number): LoadSpan {
  return window === null ? { fromS: 0, toS: endUs / 1e6 } : { fromS: window.fromS, toS: window.toS };
}

/** A figure over a window, and how well its readings cover it. */
export type Covered = {
  /** Over the covered seconds alone; null where nothing is covered. */
  value: number | null;
  coveredS: number;
  /** Covered seconds / length of the window, 0 to 1. */
  coverage: number;
  /** Longest time between two known readings that reaches into the window; null with fewer than two. */
  largestGapS: number | null;
};

/**
 * What a reading says. instant: how things are at that moment; between two, they are on the straight line.
 * since-last: the average since the row before (CPU percent, bytes a second). It is the window's only if at least half of
 * that time lies in it: what a second says as a whole is no news of 30 ms in it.
 */
export type ReadingKind = 'instant' | 'since-last';

/** The time between two rows, cut to the window, with the value at its two ends. */
type Stretch = { fromS: number; toS: number; from: number; to: number };
type Reading = { tS: number; value: number };

function knownReadings(rows: SeriesRow[], column: string): Reading[] {
  return rows.flatMap(({ tS, [column]: value }) => (value == null ? [] : [{ tS, value }]));
}

/** The stretch between two readings inside the window, its ends on the straight line; null where they do not meet. */
function cut(before: Reading, after: Reading, span: LoadSpan): Stretch | null {
  const [fromS, toS] = [Math.max(before.tS, span.fromS), Math.min(after.tS, span.toS)];
  if (toS <= fromS) return null;
  const at = (tS: number) => before.value + ((after.value - before.value) * (tS - before.tS)) / (after.tS - before.tS);
  return { fromS, toS, from: at(fromS), to: at(toS) };
}

function pairsOf<T>(items: T[]): [T, T][] {
  return items.slice(1).map((item, index) => [items[index] as T, item]);
}

function meetsWindow([before, after]: [Reading, Reading], span: LoadSpan): boolean {
  return Math.min(after.tS, span.toS) > Math.max(before.tS, span.fromS);
}

function largestGapS(known: Reading[], span: LoadSpan): number | null {
  const near = pairsOf(known).filter((pair) => meetsWindow(pair, span));
  return largest(near.map(([before, after]) => after.tS - before.tS));
}

/** Readings farther apart than this many usual steps, and than so many seconds, say nothing of the time between. */
const gapSteps = 2.5;
const gapAtLeastS = 2.5;

function gapLimitS(rows: SeriesRow[]): number {
  const steps = pairsOf(rows).map(([before, after]) => after.tS - before.tS);
  const usual = steps.sort((a, b) => a - b)[steps.length >> 1] ?? 0;
  return Math.max(gapAtLeastS, gapSteps * usual);
}

function stretches(rows: SeriesRow[], column: string, span: LoadSpan, kind: ReadingKind): Stretch[] {
  if (kind === 'since-last') {
    return pairsOf(rows).flatMap(([before, { tS, [column]: value }]) => {
      const part = value == null ? null : cut({ tS: before.tS, value }, { tS, value }, span);
      return part === null || part.toS - part.fromS < (tS - before.tS) / 2 ? [] : [part];
    });
  }
  const limitS = gapLimitS(rows);
  const close = pairsOf(knownReadings(rows, column)).filter(([before, after]) => after.tS - before.tS <= limitS);
  return close.flatMap(([before, after]) => cut(before, after, span) ?? []);
}

function covered(value: number | null, coveredS: number, known: Reading[], span: LoadSpan): Covered {
  const lengthS = span.toS - span.fromS;
  const coverage = lengthS > 0 ? Math.min(1, coveredS / lengthS) : 0;
  return { value, coveredS, coverage, largestGapS: largestGapS(known, span) };
}

/** Known values of one column that were read in the window, both ends included. */
export function valuesIn(rows: SeriesRow[], column: string, span: LoadSpan): number[] {
  return knownReadings(rows, column).flatMap(({ tS, value }) => (tS >= span.fromS && tS <= span.toS ? [value] : []));
}

/** Largest of some values; null for none. */
export function largest(values: number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b));
}

/** What was read in the window; where that is nothing, what its edges have between the readings around them. */
function valuesOrEdges(rows: SeriesRow[], column: string, span: LoadSpan): number[] {
  const values = valuesIn(rows, column, span);
  return values.length > 0 ? values : stretches(rows, column, span, 'instant').flatMap(({ from, to }) => [from, to]);
}

/** Largest value that a column had in the window; also a window between two readings has one. */
export function peakIn(rows: SeriesRow[], column: string, span: LoadSpan): number | null {
  return largest(valuesOrEdges(rows, column, span));
}

/** Smallest value that a column had in the window; null where nothing is known. */
export function troughIn(rows: SeriesRow[], column: string, span: LoadSpan): number | null {
  const values = valuesOrEdges(rows, column, span);
  return values.length === 0 ? null : values.reduce((a, b) => Math.min(a, b));
}

/** Percentile (type 7) of the values that were read in the window, each counted alike; null for none. */
export function percentileIn(rows: SeriesRow[], column: string, span: LoadSpan, p: number): number | null {
  return percentileOf(
    valuesIn(rows, column, span).sort((a, b) => a - b),
    p,
  );
}

/**
 * Integral of a column over the window (for watts: joules), by the trapezoid rule between instants; at the window's
 * edges on the straight line between the readings around them. A gap adds nothing and is not covered.
 */
export function integralIn(rows: SeriesRow[], column: string, span: LoadSpan, kind: ReadingKind = 'instant'): Covered {
  const parts = stretches(rows, column, span, kind);
  const coveredS = parts.reduce((total, { fromS, toS }) => total + toS - fromS, 0);
  const area = parts.reduce((total, { fromS, toS, from, to }) => total + ((toS - fromS) * (from + to)) / 2, 0);
  return covered(parts.length === 0 ? null : area, coveredS, knownReadings(rows, column), span);
}

/** Mean of a column over the covered time of the window: each value counts as long as it held. */
export function meanIn(rows: SeriesRow[], column: string, span: LoadSpan, kind: ReadingKind = 'instant'): Covered {
  const integral = integralIn(rows, column, span, kind);
  return { ...integral, value: integral.value === null ? null : integral.value / integral.coveredS };
}

/**
 * How much a counter grew in the window; between two readings it is taken to grow evenly, so only the window's edges
 * are an estimate, off by at most what it grew between the readings around them. A gap inside does no harm: a counter
 * forgets nothing. Null where nothing is covered, or where it fell (the engine restarted).
 */
export function counterGrowthIn(rows: SeriesRow[], column: string, span: LoadSpan): Covered {
  const known = knownReadings(rows, column);
  const pairs = pairsOf(known).filter((pair) => meetsWindow(pair, span));
  const parts = pairs.flatMap(([before, after]) => cut(before, after, span) ?? []);
  const coveredS = parts.reduce((total, { fromS, toS }) => total + toS - fromS, 0);
  const fell = pairs.some(([before, after]) => after.value < before.value);
  const growth = parts.reduce((total, { from, to }) => total + to - from, 0);
  return covered(fell || parts.length === 0 ? null : growth, coveredS, known, span);
}

/**
 * Rows to read the counters from of an engine that works for nobody else: at t0 it still is as it was last read before, at
 * the end of the load as it is first read after. A row at each of the two says so, because a steady window often begins
 * with the load: what a counter grew between the readings around that instant, it grew after it.
 */
export function atRestOutside(rows: SeriesRow[], load: LoadSpan): SeriesRow[] {
  const before = rows.filter(({ tS }) => tS < load.fromS);
  const after = rows.filter(({ tS }) => tS > load.toS);
  const edge = (row: SeriesRow | undefined, tS: number) => (row === undefined ? [] : [{ ...row, tS }]);
  return [
    ...before,
    ...edge(before.at(-1), load.fromS),
    ...rows.filter(({ tS }) => tS > load.fromS && tS < load.toS),
    ...edge(after[0], load.toS),
    ...after,
  ];
}
