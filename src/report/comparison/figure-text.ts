import type { Comparison } from '../../domain/comparison.ts';
import type { Figure } from '../../domain/figure.ts';
import { bytes, duration, finestMs, number, share, unknown } from '../format.ts';

/** A value in its unit, the unit only where it belongs to the number. */
export function valueText(value: number | null, unit: string): string {
  if (unit === 'bytes') return bytes(value);
  if (unit === 'share') return share(value);
  if (unit === 'ms' && value !== null && value > 0 && value < finestMs) return `< ${finestMs}`;
  return number(value);
}

/** A value as it stands alone: "12.3 ms", "96.2 %", "2,148 tokens/s". */
export function valueWithUnit(value: number | null, unit: string): string {
  const text = valueText(value, unit);
  return text === unknown || unit === 'bytes' || unit === 'share' ? text : `${text} ${unit}`;
}

/** "2,100–2,200", with an end below 0 "-12 to 45". */
function fromTo(from: string, to: string): string {
  return from.startsWith('-') ? `${from} to ${to}` : `${from}–${to}`;
}

/** From one value to another one; the interval of a share ends where shares do. Empty where an end is unknown. */
export function betweenText(low: number | null, high: number | null, unit: string): string {
  if (low === null || high === null) return '';
  const within = (value: number) => (unit === 'share' ? Math.min(1, Math.max(0, value)) : value);
  return fromTo(valueText(within(low), unit), valueText(within(high), unit));
}

/** What the two numbers are, where they stand. */
const spreadMarks: Record<Figure['spread'], string> = {
  'mean-interval': '95 %:',
  range: 'least–most',
  'percentile-interval': '95 % within the run:',
  none: '',
};

/** "95 %: 2,100–2,200", of two values "least–most 2,100–2,200"; empty where nothing is known of chance. */
export function rangeText({ low, high, spread }: Figure, unit: string): string {
  // All runs alike to the digits that are shown.
  if (spread === 'none' || valueText(low, unit) === valueText(high, unit)) return '';
  return `${spreadMarks[spread]} ${betweenText(low, high, unit)}`;
}

/** The same in whole words, for legends. */
const spreadWords: Record<Figure['spread'], string> = {
  'mean-interval': '95 % t-interval of the mean',
  range: 'least to most of two, which are too few for an interval',
  'percentile-interval': 'of one run the 95 % interval of its percentile',
  none: '',
};

/** What lines around these figures show: only what there is. Empty where nothing is known of chance of any of them. */
export function spreadText(figures: Figure[]): string {
  const kinds = (Object.keys(spreadWords) as Figure['spread'][]).filter(
    (kind) => kind !== 'none' && figures.some(({ spread }) => spread === kind),
  );
  return kinds.map((kind) => spreadWords[kind]).join('; ');
}

/** How well a figure is founded: "1 run", "3 runs", "6 runs in 3 starts", "3 runs in 1 start". */
export function runsText({ runs, starts }: Pick<Figure, 'runs' | 'starts'>): string {
  const of = runs === 1 ? '1 run' : `${runs} runs`;
  if (runs === starts || runs < 2) return of;
  return `${of} in ${starts === 1 ? '1 start' : `${starts} starts`}`;
}

/** The name of a metric as a row of a table, with its unit. */
export function metricTitle({ title, unit }: Pick<Comparison['metrics'][number], 'title' | 'unit'>): string {
  return ['bytes', 'share'].includes(unit) || title.includes(unit) ? title : `${title}, ${unit}`;
}

/** A start-up time, with its range over runs. */
export function startupText(figure: Figure): string {
  if (figure.value === null) return unknown;
  const { value, low, high, spread } = figure;
  if (low === null || high === null || duration(low) === duration(high)) return duration(value);
  return `${duration(value)} (${spreadMarks[spread]} ${fromTo(duration(low), duration(high))})`;
}
