import type { Shape } from '../../domain/shape.ts';
import type { Arrivals } from './arrivals.ts';

type ConstantRate = Extract<Shape, { kind: 'constant-rate' }>;

/** Request i is due at i / rate: gaps without any chance in them. */
export const constantRate: Arrivals<ConstantRate> = ({ ratePerS }, count) =>
  Array.from({ length: count }, (_, index) => Math.round((index / ratePerS) * 1e6));
