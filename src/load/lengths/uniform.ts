import type { Lengths } from '../../domain/lengths.ts';
import type { Draw } from './draw.ts';

/** Every whole number from min to max, each as often. */
export const uniform: Draw<Extract<Lengths, { kind: 'uniform' }>> = ({ min, max }, random) =>
  min + Math.floor(random() * (max - min + 1));
