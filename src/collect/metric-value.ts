import {
  type EngineMetric,
  type EngineMetricRow,
  engineHistogramNames,
  engineMetrics,
} from '../domain/engine-metric.ts';
import type { MetricCandidate, MetricMapping } from '../domain/metric-mapping.ts';
import type { MetricSample } from './prometheus-text.ts';

/** A suffix matches from a word boundary of the name on: "*tokens_total" is no match for "x:newtokens_total". */
function matches(name: string, wanted: string): boolean {
  if (!wanted.startsWith('*')) return name === wanted;
  const suffix = wanted.slice(1);
  if (name === suffix) return true;
  if (!name.endsWith(suffix)) return false;
  const before = name.at(-suffix.length - 1) ?? '';
  return before === ':' || before === '_' || suffix.startsWith(':') || suffix.startsWith('_');
}

/** The series of a metric; where a suffix fits several names, those of the shortest. */
function seriesOf(samples: readonly MetricSample[], wanted: string): MetricSample[] {
  const fitting = samples.filter((sample) => matches(sample.name, wanted));
  const name = fitting.map((sample) => sample.name).sort((a, b) => a.length - b.length)[0];
  return fitting.filter((sample) => sample.name === name);
}

/** Series are ranks or states of one thing: amounts are added, shares averaged, and the last start of a process counts. */
function together(values: number[], word: EngineMetric): number {
  const { unit } = engineMetrics[word];
  if (unit === 'unix s') return Math.max(...values);
  const total = values.reduce((sum, value) => sum + value, 0);
  return unit === 'share' ? total / values.length : total;
}

/** Undefined: this candidate is not on the page; null: it is, and says nothing (NaN). */
function candidateValue(samples: readonly MetricSample[], candidate: MetricCandidate, word: EngineMetric) {
  const { sum, labels } = typeof candidate === 'string' ? { sum: [candidate], labels: {} } : candidate;
  const filters = Object.entries(labels);
  const found = sum.map((name) =>
    seriesOf(samples, name).filter((sample) =>
      filters.every(([label, values]) => values.includes(sample.labels[label] ?? '')),
    ),
  );
  if (found.some((series) => series.length === 0)) return undefined;
  const values = found.flat().map(({ value }) => value);
  const known = values.filter((value) => value !== null);
  return known.length < values.length ? null : together(known, word);
}

/** The value of a word by the first of its candidates that is there; null where none is, or where it says NaN. */
export function metricValue(
  samples: readonly MetricSample[],
  candidates: MetricCandidate | MetricCandidate[],
  word: EngineMetric,
): number | null {
  for (const candidate of [candidates].flat()) {
    const value = candidateValue(samples, candidate, word);
    if (value !== undefined) return value;
  }
  return null;
}

/** All words that the engine has, of one answer. Only `_sum` and `_count` of a family are read: never `_created`. */
export function metricRow(samples: readonly MetricSample[], { names, histograms }: MetricMapping): EngineMetricRow {
  const row: EngineMetricRow = {};
  for (const [word, candidates] of Object.entries(names) as [EngineMetric, (typeof names)[EngineMetric]][]) {
    if (candidates != null) row[word] = metricValue(samples, candidates, word);
  }
  for (const histogram of engineHistogramNames) {
    const families = [histograms[histogram] ?? []].flat();
    if (families.length === 0) continue;
    const [sum, count] = ['_sum', '_count'].map((suffix) => families.map((family) => family + suffix));
    row[`${histogram}SumS`] = metricValue(samples, sum ?? [], `${histogram}SumS`);
    row[`${histogram}Count`] = metricValue(samples, count ?? [], `${histogram}Count`);
  }
  return row;
}
