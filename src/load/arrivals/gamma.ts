import type { Random } from '../../domain/random.ts';
import type { Shape } from '../../domain/shape.ts';
import { type Arrivals, fromGaps } from './arrivals.ts';

type Gamma = Extract<Shape, { kind: 'gamma' }>;

/** A standard normal number (Box and Muller 1958); 1 - u keeps the logarithm away from 0. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A gamma number of shape >= 1 and scale 1 by rejection (Marsaglia and Tsang 2000, ACM TOMS 26(3)). */
function gammaFromOne(shape: number, random: Random): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < x ** 2 / 2 + d * (1 - v + Math.log(v))) return d * v;
  }
}

/** A gamma number of any shape and scale 1; below 1 by G(a) = G(a + 1) u^(1/a) (the same paper, section 6). */
function gammaNumber(shape: number, random: Random): number {
  if (shape >= 1) return gammaFromOne(shape, random);
  return gammaFromOne(shape + 1, random) * (1 - random()) ** (1 / shape);
}

/**
 * Gaps are gamma with shape `burstiness` and scale 1 / (rate x burstiness): their mean is 1 / rate, their coefficient of
 * variation 1 / sqrt(burstiness). The words of `vllm bench serve --burstiness`: 1 is poisson, below 1 burstier, above 1
 * smoother. Unlike there the schedule is not stretched to the exact total afterwards: that would take chance out of it.
 */
export const gamma: Arrivals<Gamma> = ({ ratePerS, burstiness }, count, random) =>
  fromGaps(count, () => gammaNumber(burstiness, random) / (ratePerS * burstiness));
