import type { Difference } from '../../domain/difference.ts';
import { tCdf, tQuantile } from '../t-distribution.ts';
import type { Estimated } from './estimate.ts';
import { holm } from './holm.ts';

/** Chance of one false answer that is accepted among all comparisons of a pair, and in a ranking. */
export const alpha = 0.05;

/** A metric of a test, before it is known how many others there are. */
export type Asked = Pick<Difference, 'metric' | 'title' | 'unit' | 'better' | 'test' | 'id' | 'level'> & {
  known: Estimated;
};

/**
 * From the scale to (B - A) / |A|, so that above 0 is always more; null where A is 0, or the end of an interval is beyond
 * all numbers.
 */
function relative({ scale, a }: Estimated, difference: number): number | null {
  const value = scale === 'log' ? Math.expm1(difference) : difference / Math.abs(a);
  return Number.isFinite(value) ? value : null;
}

/** The least difference that is asked about, on the scale: as far up as down, so that A and B may change places. */
function leastOnScale({ scale, a, b }: Estimated, minEffect: number): number {
  return scale === 'log' ? Math.log1p(minEffect) : minEffect * Math.max(Math.abs(a), Math.abs(b));
}

/**
 * Chance to see an interval that lies wholly beyond the minimum effect where the true difference is just that
 * (the minimum-effect test of Murphy and Myors 1999, Journal of Applied Psychology 84; two-sided).
 */
function chance(known: Estimated, minEffect: number): number | null {
  if (known.estimate === null || (known.scale === 'linear' && known.a === 0 && known.b !== 0)) return null;
  const { difference, se, df } = known.estimate;
  const beyond = Math.abs(difference) - leastOnScale(known, minEffect);
  if (beyond <= 0) return 1;
  return se === 0 ? 0 : Math.min(1, 2 * (1 - tCdf(beyond / se, df)));
}

function interval(known: Estimated): { relative: number | null; low: number | null; high: number | null } {
  if (known.estimate === null) return { relative: relative(known, known.b - known.a), low: null, high: null };
  const { difference, se, df } = known.estimate;
  const reach = se === 0 ? 0 : tQuantile(1 - alpha / 2, df) * se;
  return {
    relative: relative(known, difference),
    low: relative(known, difference - reach),
    high: relative(known, difference + reach),
  };
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

/** Why no difference is shown, so that nobody reads it as "they are equal". */
function unshown(p: number, minEffect: number, { low, high }: { low: number | null; high: number | null }): string {
  if (low === null || high === null) return 'equal in every run';
  if (low > -minEffect && high < minEffect) return `the whole interval lies within ${percent(minEffect)} either way`;
  if (p < alpha) return 'alone it would be shown, among so many comparisons chance can do it';
  return `a difference anywhere from ${percent(low)} to ${percent(high)} would look like this`;
}

type Direction = 'faster' | 'slower';

function direction(better: Difference['better'], difference: number): Direction {
  return difference > 0 === (better === 'higher') ? 'faster' : 'slower';
}

function answered(one: Asked, p: number | null, pAdjusted: number | null, minEffect: number): Difference {
  const { known, ...head } = one;
  const bounds = interval(known);
  const back = (value: number) => (known.scale === 'log' ? Math.exp(value) : value);
  const common = { ...head, a: back(known.a), b: back(known.b), runs: known.runs, ...bounds, minEffect, p, pAdjusted };
  if (known.estimate === null || p === null || pAdjusted === null) {
    const why = known.estimate === null ? known.basis : 'the figure of A is 0: nothing is relative to it';
    return { ...common, method: known.method, answer: 'not comparable', why };
  }
  const isShown = pAdjusted < alpha;
  return {
    ...common,
    method: known.method,
    answer: isShown ? direction(one.better, known.estimate.difference) : 'no difference shown',
    why: isShown ? known.basis : `${unshown(p, minEffect, bounds)} (${known.basis})`,
  };
}

/**
 * The answers of all comparisons of a pair. "faster" and "slower" are given where the interval, made wider for the number of
 * comparisons (Holm), lies wholly beyond the minimum effect.
 */
export function answers(asked: readonly Asked[], minEffect: number): Difference[] {
  const ps = asked.map(({ known }) => chance(known, minEffect));
  const adjusted = holm(ps.filter((p) => p !== null));
  let next = 0;
  return asked.map((one, index) => {
    const p = ps[index] ?? null;
    return answered(one, p, p === null ? null : (adjusted[next++] as number), minEffect);
  });
}
