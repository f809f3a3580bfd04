import type { Lengths } from '../../domain/lengths.ts';
import type { Draw } from './draw.ts';

/** One of several lengths, as often as its weight says. */
export const choices: Draw<Extract<Lengths, { kind: 'choices' }>> = ({ choices: all }, random) => {
  let left = random() * all.reduce((sum, { weight }) => sum + weight, 0);
  const chosen = all.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  // Rounding can leave a trace of the sum at its very end.
  return (chosen ?? all[all.length - 1])?.tokens ?? 1;
};
