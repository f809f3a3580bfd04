import type { Lengths } from '../../domain/lengths.ts';
import { type Random, seededRandom } from '../../domain/random.ts';
import { choices } from './choices.ts';
import type { Draw } from './draw.ts';
import { fixed } from './fixed.ts';
import { lognormal } from './lognormal.ts';
import { uniform } from './uniform.ts';

type Draws = { [Kind in Lengths['kind']]: Draw<Extract<Lengths, { kind: Kind }>> };

/** One a kind; a kind without one does not compile. */
const draws: Draws = { fixed, uniform, choices, lognormal };

/** Keep the streams of numbers apart from each other, and from those that order prompts and arrivals. */
const streams = { input: 0x696e7074, output: 0x6f757470 } as const;

/** `count` lengths in tokens, the same for the same seed on every machine. */
export function drawLengths(lengths: Lengths, count: number, use: keyof typeof streams, seed: number): number[] {
  // The map ties every kind to its own function; the compiler cannot follow that through an index.
  const draw = draws[lengths.kind] as (one: Lengths, random: Random) => number;
  const random = seededRandom(seed ^ streams[use]);
  return Array.from({ length: count }, () => draw(lengths, random));
}
