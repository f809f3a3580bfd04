import { deviation, mean } from '../distribution.ts';

/** A difference B - A on the scale it was computed on, how far chance moves it, and by how many degrees of freedom. */
export type Estimate = { difference: number; se: number; df: number };

type Moments = { n: number; mean: number; variance: number };

function moments(values: readonly number[]): Moments {
  const average = mean(values) ?? 0;
  return { n: values.length, mean: average, variance: (deviation(values, average) ?? 0) ** 2 };
}

/**
 * Welch's t for two means of unequal variance (Welch 1947, Biometrika 34; the degrees of freedom by Satterthwaite), as
 * scipy.stats.ttest_ind(b, a, equal_var=False). Two values a side or more.
 */
export function welch(a: readonly number[], b: readonly number[]): Estimate {
  const [one, other] = [moments(a), moments(b)];
  const [partA, partB] = [one.variance / one.n, other.variance / other.n];
  const variance = partA + partB;
  const spread = partA ** 2 / (one.n - 1) + partB ** 2 / (other.n - 1);
  // Without any variance the degrees of freedom are 0 / 0; the fewest are the careful choice.
  const df = spread === 0 ? Math.min(one.n, other.n) - 1 : variance ** 2 / spread;
  return { difference: other.mean - one.mean, se: Math.sqrt(variance), df };
}

/** Student's t of the differences of pairs (scipy.stats.ttest_rel(b, a)). Two pairs or more, in the same order. */
export function pairedT(a: readonly number[], b: readonly number[]): Estimate {
  const { n, mean: difference, variance } = moments(b.map((value, index) => value - (a[index] as number)));
  return { difference, se: Math.sqrt(variance / n), df: n - 1 };
}

/**
 * One value against several: Student's t for two means of equal variance where one side has a single value, whose
 * spread is then taken to be that of the other side (Sokal and Rohlf, Biometry, 9.5).
 */
export function oneAgainstRuns(a: readonly number[], b: readonly number[]): Estimate {
  const [one, other] = [moments(a), moments(b)];
  const variance = one.n === 1 ? other.variance : one.variance;
  return {
    difference: other.mean - one.mean,
    se: Math.sqrt(variance * (1 / one.n + 1 / other.n)),
    df: Math.max(one.n, other.n) - 1,
  };
}
