import type { Shape } from '../../domain/shape.ts';
import type { Arrivals } from './arrivals.ts';

type Burst = Extract<Shape, { kind: 'burst' }>;

/** Every request is due at t0. */
export const burst: Arrivals<Burst> = (_, count) => new Array<number>(count).fill(0);
