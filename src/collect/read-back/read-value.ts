import { valueAtPointer } from '../../domain/json-pointer.ts';
import type { ReadBack, Reading } from '../../domain/read-back.ts';
import type { Heard } from './hear.ts';

function largest(list: unknown): unknown {
  if (!Array.isArray(list) || !list.every((item) => typeof item === 'number')) return undefined;
  return Math.max(0, ...list);
}

function scalar(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

function seriesName(name: string, labels: Record<string, string> = {}): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
}

function fromMetrics(place: Extract<ReadBack, { metricValue: string }>, heard: Heard): string | null {
  const wanted = Object.entries(place.labels ?? {});
  const series = heard.metrics.find(
    ({ name, labels }) => name === place.metricValue && wanted.every(([label, value]) => labels[label] === value),
  );
  return scalar(series?.value);
}

/** Raw value and place; null where the engine does not say it there. */
function raw(place: ReadBack, heard: Heard): Reading | null {
  const told = (value: string | null, readFrom: string) => (value === null ? null : { value, readFrom });
  if ('endpoint' in place) {
    const found = valueAtPointer(heard.answers[place.endpoint], place.pointer);
    const value = scalar(place.take === 'largest' ? largest(found) : found);
    return told(value, `${place.endpoint}#${place.pointer}`);
  }
  if ('metric' in place) {
    const series = heard.metrics.find(({ name, labels }) => name === place.metric && place.label in labels);
    return told(series?.labels[place.label] ?? null, `label ${place.label} of ${place.metric}`);
  }
  if ('metricValue' in place) {
    return told(fromMetrics(place, heard), `metric ${seriesName(place.metricValue, place.labels)}`);
  }
  const line = heard.log[new RegExp(place.log).source];
  const group = line === undefined ? undefined : new RegExp(place.log).exec(line)?.[1];
  return told(group?.trim() ?? null, 'log of the engine');
}

/** Python's and JSON's ways to say that there is no value. */
const nothing = ['', 'None', 'null'];

/** "2,097,152" is a number to a reader and to us, and a 32-bit 0.8999999761581421 is 0.9. All else stays as it is. */
function plainNumber(value: string): string {
  if (/^\d{1,3}(,\d{3})+$/.test(value)) return value.replaceAll(',', '');
  return /^-?\d+\.\d{7,}$/.test(value) ? String(Number(Number(value).toPrecision(6))) : value;
}

/** What the first of these places that has an answer says; null: the engine does not tell. */
export function readValue(places: ReadBack[], heard: Heard): Reading | null {
  for (const place of places) {
    const reading = raw(place, heard);
    if (reading === null || nothing.includes(reading.value)) continue;
    const value = place.values?.[reading.value] ?? plainNumber(reading.value.replace(/^torch\./, ''));
    return { ...reading, value };
  }
  return null;
}
