import type { SeriesRow } from '../../domain/sample-set.ts';
import { figureSpan, type LoadSpan } from '../series.ts';
import { notChecked, percentText, type Rule } from './rule.ts';

/** Readings this many intervals apart leave a gap between them: what is late by more than one reading was missed. */
const gapIntervals = 2.5;
/** A shorter time has too few readings due to call one of them missing. */
const leastIntervals = 3;

type Covered = { column: string; share: number; longestS: number };

/** How much of the span known values of a column stand for, each for `gapS` until the next, and the longest time without. */
function coverage(rows: SeriesRow[], column: string, span: LoadSpan, gapS: number): Covered {
  const known = rows.flatMap(({ tS, [column]: value }) => (value == null ? [] : [tS]));
  const times = [...known.filter((tS) => tS < span.toS), span.toS];
  let missingS = 0;
  let longestS = 0;
  // Nothing known before the span: it begins as a gap.
  let heldUntilS = span.fromS;
  let lastS = span.fromS;
  for (const tS of times) {
    missingS += Math.max(0, tS - Math.max(heldUntilS, span.fromS));
    if (tS > span.fromS) longestS = Math.max(longestS, tS - Math.max(lastS, span.fromS));
    heldUntilS = tS + gapS;
    lastS = tS;
  }
  return { column, share: 1 - Math.min(1, missingS / (span.toS - span.fromS)), longestS };
}

/** Did the engine tell its metrics all the time? Where it did not, what rests on them is NOT_CHECKED, never a zero. */
export const metricsGap: Rule = ({ statistics: { steadyWindow }, set, plan }) => {
  const { limits, telemetry } = plan.suite;
  const limit = `WARN below ${percentText(limits.metricsCoverageShare)} of the measured time`;
  const { format, required } = plan.engine.metrics;
  if (format === 'none' || required.length === 0) return notChecked('nothing is required of this engine', limit);
  const told = set.engineMetrics.some((row) => required.some((column) => row[column] != null));
  // Somebody else's server may keep its metrics to itself; an engine of ours that tells nothing is a fault.
  if (set.engineMetrics.length === 0 || (!told && plan.target.kind === 'endpoint')) {
    return notChecked('no metrics of the engine were read', limit);
  }
  const span = figureSpan(steadyWindow, set.client.endUs);
  const intervalS = telemetry.intervalMs / 1000;
  if (span.toS - span.fromS < leastIntervals * intervalS) {
    return notChecked(`${(span.toS - span.fromS).toFixed(1)} s are too short for readings every ${intervalS} s`, limit);
  }
  const all = required.map((column) => coverage(set.engineMetrics, column, span, gapIntervals * intervalS));
  const worst = all.reduce((a, b) => (b.share < a.share ? b : a));
  const gaps = all.filter(({ share }) => share < limits.metricsCoverageShare);
  const text = `${worst.column} covers ${percentText(worst.share)}, the longest time without is ${worst.longestS.toFixed(1)} s`;
  return {
    state: gaps.length > 0 ? 'WARN' : 'VALID',
    measured: gaps.length > 1 ? `${text}; ${gaps.length} of ${all.length} required metrics have such gaps` : text,
    limit,
    advice:
      'look at the metrics page of the engine while it works: does it answer within the interval, has this version other ' +
      'names (engine.yaml)? Else raise telemetry.intervalMs',
  };
};
