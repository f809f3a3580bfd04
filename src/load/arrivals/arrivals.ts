import type { Random } from '../../domain/random.ts';
import type { OpenShape } from '../../domain/shape.ts';

/**
 * The schedule of an open loop: when each of `count` requests is due, whole microseconds since t0, never falling.
 * The first is due at 0, so that n requests at rate r span (n - 1) / r seconds in expectation. `random` is the only
 * source of chance: the same seed gives the same schedule.
 */
export type Arrivals<S extends OpenShape> = (shape: S, count: number, random: Random) => number[];

/** A renewal process: due instants from independent gaps, seconds. Rounded after the sum, so that no error adds up. */
export function fromGaps(count: number, nextGapS: () => number): number[] {
  let dueS = 0;
  return Array.from({ length: count }, (_, index) => {
    if (index > 0) dueS += nextGapS();
    return Math.round(dueS * 1e6);
  });
}
