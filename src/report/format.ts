import type { Distribution, Percentile } from '../domain/statistics.ts';

/** What stands for a figure that the samples do not carry. */
export const unknown = '–';

/** Times below it, and differences of times, are told as less than it: no clock here is finer. */
export const finestMs = 0.001;

/** A measured number: three significant digits, whole from 100 on, thousands separated. */
export function number(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return unknown;
  if (value === 0) return '0';
  if (Math.abs(value) >= 100) return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
  return value.toLocaleString('en-US', { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
}

/** A counted number: every digit of it. */
export function count(value: number | null): string {
  return value === null ? unknown : value.toLocaleString('en-US');
}

/** A share of 1 in percent. Never rounded to all or to none: "100 %" means every one. */
export function share(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return unknown;
  const percent = (value * 100).toLocaleString('en-US', { maximumFractionDigits: 2 });
  if (percent === '100' && value < 1) return '> 99.99 %';
  if (percent === '0' && value > 0) return '< 0.01 %';
  return `${percent} %`;
}

export function bytes(value: number | null): string {
  if (value === null) return unknown;
  if (value > 0 && value < 1024 ** 2) return `${number(value / 1024)} KiB`;
  return value >= 1024 ** 3 ? `${number(value / 1024 ** 3)} GiB` : `${number(value / 1024 ** 2)} MiB`;
}

/** A length of time in the unit that suits it. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${number(ms)} ms`;
  const wholeS = Math.round(ms / 1_000);
  return wholeS < 120 ? `${number(ms / 1_000)} s` : `${Math.floor(wholeS / 60)} min ${wholeS % 60} s`;
}

/** An instant as people write it, e.g. "2026-11-22 14:07:00 UTC". */
export function instant(iso: string): string {
  return iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/, '$1 $2 UTC');
}

/** The entry of a percentile; undefined where it was not computed. */
export function percentileOf(distribution: Distribution, p: number): Percentile | undefined {
  return distribution.percentiles.find((candidate) => candidate.p === p);
}

/** A percentile; "insufficient" where there are not enough samples to claim it. */
export function percentile(distribution: Distribution, p: number): string {
  const found = percentileOf(distribution, p);
  if (found === undefined || distribution.count === 0) return unknown;
  return found.insufficient ? 'insufficient' : number(found.value);
}

/** The 95 % interval of a percentile, e.g. "398–431"; empty where there is none. */
export function interval(distribution: Distribution, p: number): string {
  const found = percentileOf(distribution, p);
  if (found === undefined || found.insufficient || found.low === null || found.high === null) return '';
  return `${number(found.low)}–${number(found.high)}`;
}

/** A latency as a clause, e.g. "TTFT p50 9.52 ms, p95 48.0 ms"; null where it has no samples. */
export function latencyClause(name: string, distribution: Distribution): string | null {
  if (distribution.count === 0) return null;
  const part = (p: number) => {
    const text = percentile(distribution, p);
    return /\d/.test(text) ? `p${p} ${text} ms` : `p${p} ${text}`;
  };
  return `${name} ${part(50)}, ${part(95)}`;
}
