import type { Lengths } from '../../domain/lengths.ts';
import type { Random } from '../../domain/random.ts';
import type { Draw } from './draw.ts';

/** A standard normal number (Box and Muller 1958). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log1p(-random())) * Math.cos(2 * Math.PI * random());
}

/** With the median inside of the bounds, a thousand draws beyond them mean bounds a hair apart. */
const mostDraws = 1_000;

/**
 * exp(ln(median) + sigma z), rounded. Lengths of what people write and of answers look like this: many short ones, a
 * long tail. A length beyond min or max is drawn again, so that none piles up at a bound.
 */
export const lognormal: Draw<Extract<Lengths, { kind: 'lognormal' }>> = ({ median, sigma, min, max }, random) => {
  for (let draw = 0; draw < mostDraws; draw += 1) {
    const tokens = Math.round(median * Math.exp(sigma * normal(random)));
    if (tokens >= min && tokens <= max) return tokens;
  }
  return Math.min(max, Math.max(min, Math.round(median)));
};
