import type { Figure } from '../../domain/figure.ts';
import { rounded } from '../chart-style.ts';

/** The ends of the line around a drawn figure that has a value: no axis of ours goes below 0, where nothing measured can be. */
export function drawnRange({ value, low, high }: Figure): { low: number; high: number } {
  const point = value as number;
  return { low: rounded(Math.max(0, low ?? point)), high: rounded(high ?? point) };
}
