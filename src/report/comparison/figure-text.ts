import type { Comparison } from '../../domain/comparison.ts';
import type { Figure } from '../../domain/figure.ts';
import { bytes, duration, number, share, unknown } from '../format.ts';

/** A value in its unit, the unit only where it belongs to the number. */
export function valueText(value: number | null, unit: string): string {
  if (unit === 'bytes') return bytes(value);
  if (unit === 'share') return share(value);
  return number(value);
}

/** A value as it stands alone: "12.3 ms", "96.2 %", "2,148 tokens/s". */
export function valueWithUnit(value: number | null, unit: string): string {
  const text = valueText(value, unit);
  return text === unknown || unit === 'bytes' || unit === 'share' ? text : `${text} ${unit}`;
}

/** "2,100–2,200", of one run "398–431 (95 %)"; empty where nothing is known of chance. */
export function rangeText({ low, high, spread }: Figure, unit: string): string {
  if (spread === 'none' || low === null || high === null) return '';
  const [from, to] = [valueText(low, unit), valueText(high, unit)];
  // All runs alike to the digits that are shown.
  if (from === to) return '';
  const text = `${from}–${to}`;
  return spread === 'interval' ? `${text} (95 %)` : text;
}

/** How well a figure is founded: "3 runs", "1 run". */
export function runsText(runs: number): string {
  return runs === 1 ? '1 run' : `${runs} runs`;
}

/** The name of a metric as a row of a table, with its unit. */
export function metricTitle({ title, unit }: Pick<Comparison['metrics'][number], 'title' | 'unit'>): string {
  return ['bytes', 'share'].includes(unit) || title.includes(unit) ? title : `${title}, ${unit}`;
}

/** A start-up time, with its range over runs. */
export function startupText(figure: Figure): string {
  if (figure.value === null) return unknown;
  const range =
    figure.spread === 'runs' ? ` (${duration(figure.low as number)}–${duration(figure.high as number)})` : '';
  return `${duration(figure.value)}${range}`;
}
