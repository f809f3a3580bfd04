import type { Shape } from '../../domain/shape.ts';
import { type Arrivals, fromGaps } from './arrivals.ts';

type Poisson = Extract<Shape, { kind: 'poisson' }>;

/**
 * Gaps are exponential with mean 1 / rate: -ln(1 - u) / rate, u uniform in [0, 1) (inversion; Devroye 1986,
 * Non-Uniform Random Variate Generation, II.2). Their standard deviation is their mean. Users who know nothing of each
 * other arrive like this.
 */
export const poisson: Arrivals<Poisson> = ({ ratePerS }, count, random) =>
  fromGaps(count, () => -Math.log1p(-random()) / ratePerS);
