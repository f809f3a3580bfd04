import type { Distribution, Percentile } from '../domain/statistics.ts';

/** What stands for a figure that the samples do not carry. */
export const unknown = '–';

/** A number with as many digits as it deserves: three significant ones, thousands separated. */
export function number(value: number | null): string {
  if (value === null) return unknown;
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return value.toLocaleString('en-US', { minimumFractionDigits: 0, maximumFractionDigits: digits });
}

export function share(value: number | null): string {
  return value === null ? unknown : `${(value * 100).toLocaleString('en-US', { maximumFractionDigits: 2 })} %`;
}

export function bytes(value: number | null): string {
  if (value === null) return unknown;
  return value >= 1024 ** 3 ? `${number(value / 1024 ** 3)} GiB` : `${number(value / 1024 ** 2)} MiB`;
}

function entry(distribution: Distribution, p: number): Percentile | undefined {
  return distribution.percentiles.find((candidate) => candidate.p === p);
}

/** A percentile; "too few" where there are not enough samples to claim it. */
export function percentile(distribution: Distribution, p: number): string {
  const found = entry(distribution, p);
  if (found === undefined || distribution.count === 0) return unknown;
  return found.insufficient ? 'too few' : number(found.value);
}

/** The 95 % interval of a percentile, e.g. "398–431"; empty where there is none. */
export function interval(distribution: Distribution, p: number): string {
  const found = entry(distribution, p);
  if (found === undefined || found.low === null || found.high === null) return '';
  return `${number(found.low)}–${number(found.high)}`;
}
