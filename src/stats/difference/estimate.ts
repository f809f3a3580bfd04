import type { Difference, Side, SideMetric } from '../../domain/difference.ts';
import { type Estimate, oneAgainstRuns, pairedT, welch } from './two-means.ts';
import { unitsOf } from './units.ts';

/** Latencies and rates are compared as ratios, so by logarithms; shares as they are, because they may be 0. */
export type Scale = 'log' | 'linear';

/** A metric of both sides, with what is known of the difference. */
export type Estimated = {
  scale: Scale;
  /** On the scale: mean over runs. */
  a: number;
  b: number;
  runs: Difference['runs'];
  method: NonNullable<Difference['method']> | null;
  /** Null: nothing tells what chance does; `basis` then says why. */
  estimate: Estimate | null;
  /** What it rests on, in words. */
  basis: string;
};

type Of = { side: Side; metric: SideMetric };

/** The scale on which a metric with these values is compared. */
export function scaleOf({ unit }: SideMetric, values: readonly number[]): Scale {
  return unit === 'share' || values.some((value) => value <= 0) ? 'linear' : 'log';
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const unitWords = {
  rounds: 'rounds of one sequence, pair by pair',
  starts: 'starts of the engine',
  repeats: 'runs within one start of the engine, so what differs from start to start is not in it',
};

/**
 * Shares move in steps of one answer, so runs agree by luck, or because they ask the same prompts: chance is never taken to
 * be less than what the counts of one run leave open.
 */
function notBelowCounts(estimate: Estimate, a: Of, b: Of): Estimate {
  const [one, other] = [a.metric.within, b.metric.within];
  if (one?.how !== 'counts' || other?.how !== 'counts') return estimate;
  const counted = Math.hypot(one.se, other.se);
  return counted <= estimate.se ? estimate : { ...estimate, se: counted, df: Math.min(one.df, other.df) };
}

/** By runs: each run one value. */
function byRuns(a: Of, b: Of, scale: Scale): Estimated | null {
  const onScale = scale === 'log' ? Math.log : (value: number) => value;
  const units = unitsOf({ ...a, values: a.metric.values }, { ...b, values: b.metric.values }, onScale);
  const [n, m] = [units.a.length, units.b.length];
  if (n < 2 && m < 2) return null;
  const asCounted = (estimate: Estimate) => notBelowCounts(estimate, a, b);
  const head = { scale, a: average(units.a), b: average(units.b), runs: { a: n, b: m } };
  const basis = `${n} against ${m} ${unitWords[units.kind]}`;
  if (units.kind === 'rounds') {
    const estimate = asCounted(pairedT(units.a, units.b));
    return { ...head, method: 'paired-rounds', estimate, basis: `${n} ${unitWords.rounds}` };
  }
  if (n < 2 || m < 2) {
    const words = `${basis}; the single one is taken to vary as the others do`;
    const estimate = asCounted(oneAgainstRuns(units.a, units.b));
    return { ...head, method: 'one-against-runs', estimate, basis: words };
  }
  return { ...head, method: 'welch', estimate: asCounted(welch(units.a, units.b)), basis };
}

const oneRun = 'one run a side: chance within the runs only, what differs from run to run is not in it';

/** Of one run a side: by what was drawn anew within each. */
function byWithin(a: Of, b: Of, scale: Scale, pairs: Map<string, Estimate> | null): Estimated {
  const onScale = (of: Of) => (scale === 'log' ? Math.log : Number)(of.metric.values[0]?.value as number);
  const head = { scale, a: onScale(a), b: onScale(b), runs: { a: 1, b: 1 } };
  const paired = pairs?.get(a.metric.name);
  if (paired !== undefined) {
    return { ...head, method: 'paired-bootstrap', estimate: paired, basis: `${oneRun}; the same prompts, in pairs` };
  }
  const [one, other] = [a.metric.within, b.metric.within];
  if (one === null || other === null) {
    const basis = 'one run a side, and nothing in it tells what chance does to this figure: make repeats (--runs 5)';
    return { ...head, method: null, estimate: null, basis };
  }
  const estimate = {
    difference: head.b - head.a,
    se: Math.hypot(one.se, other.se),
    df: Math.min(one.df, other.df),
  };
  return { ...head, method: 'bootstrap', estimate, basis: oneRun };
}

/** What is known of B - A for one metric. `pairs`: differences over requests with the same prompts, if there are any. */
export function estimated(a: Of, b: Of, pairs: Map<string, Estimate> | null): Estimated {
  const values = [...a.metric.values, ...b.metric.values].map(({ value }) => value);
  const scale = scaleOf(a.metric, values);
  return byRuns(a, b, scale) ?? byWithin(a, b, scale, pairs);
}
