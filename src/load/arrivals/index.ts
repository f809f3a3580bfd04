import { seededRandom } from '../../domain/random.ts';
import { isOpen, type OpenShape, type Shape } from '../../domain/shape.ts';
import type { Arrivals } from './arrivals.ts';
import { burst } from './burst.ts';
import { constantRate } from './constant-rate.ts';
import { gamma } from './gamma.ts';
import { poisson } from './poisson.ts';

type Generators = { [Kind in OpenShape['kind']]: Arrivals<Extract<OpenShape, { kind: Kind }>> };

/** One generator a kind; a kind without one does not compile. */
const generators: Generators = { 'constant-rate': constantRate, poisson, gamma, burst };

/** Keeps the stream of numbers apart from the one that orders the prompts of the same cell. */
const streamOfArrivals = 0x61727276;

/** When each request of a cell is due, microseconds since t0; null for each in a closed loop. */
export function intendedOffsetsUs(shape: Shape, count: number, seed: number): (number | null)[] {
  if (!isOpen(shape)) return new Array<null>(count).fill(null);
  // The map ties every kind to its own generator; the compiler cannot follow that through an index.
  const generator = generators[shape.kind] as Arrivals<OpenShape>;
  return generator(shape, count, seededRandom(seed ^ streamOfArrivals));
}
