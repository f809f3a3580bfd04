import type { Figure } from '../../domain/figure.ts';
import type { Value } from './metric.ts';

const nothing: Figure = { value: null, low: null, high: null, runs: 0, spread: 'none' };

function median(sorted: number[]): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

/**
 * Values of single runs as one figure: their median with the range from least to most. One run has no range; the 95 %
 * interval of its percentile is then what is known of chance, and for other figures nothing is.
 */
export function pool(values: Value[]): Figure {
  const [first] = values;
  if (first === undefined) return nothing;
  if (values.length === 1) {
    const { value, low, high } = first;
    if (low === null || high === null) return { value, low: null, high: null, runs: 1, spread: 'none' };
    return { value, low, high, runs: 1, spread: 'interval' };
  }
  const sorted = values.map(({ value }) => value).toSorted((a, b) => a - b);
  return {
    value: median(sorted),
    low: sorted[0] as number,
    high: sorted.at(-1) as number,
    runs: sorted.length,
    spread: 'runs',
  };
}
