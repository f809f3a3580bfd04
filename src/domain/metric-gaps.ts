import type { EngineMetric } from './engine-metric.ts';
import type { EngineScrape, SampleSet } from './sample-set.ts';

/** What is missing in what an engine told of itself: a gap is never a zero. */
export type MetricGaps = {
  /** Readings that were taken, and those that the engine answered with metrics. */
  asked: number;
  answered: number;
  /** Why the others were not answered, the most frequent first. */
  reasons: { reason: string; readings: number }[];
  /** Required words that answers lacked, and how many answers did. */
  missing: { metric: EngineMetric; readings: number }[];
  /** Longest time without an answer, from the begin and to the end of the span too; null: nothing was asked. */
  longestGapS: number | null;
};

/** Seconds since the cell's t0. */
type Span = { fromS: number; toS: number };

function longestGap(scrapes: EngineScrape[], { fromS, toS }: Span): number {
  const answers = scrapes.filter(({ answered }) => answered).map(({ tS }) => tS);
  const edges = [fromS, ...answers, toS];
  return Math.max(...edges.slice(1).map((edge, index) => edge - (edges[index] ?? edge)));
}

function counted(reasons: string[]): MetricGaps['reasons'] {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, readings]) => ({ reason, readings })).sort((a, b) => b.readings - a.readings);
}

/**
 * The gaps in the metrics of one cell.
 * @param required words that every answer of the engine must have: `metrics.required` of its definition
 * @param span left out: from the first reading to the last
 */
export function metricGaps(
  { engineMetrics, engineScrapes }: Pick<SampleSet, 'engineMetrics' | 'engineScrapes'>,
  required: readonly EngineMetric[],
  span?: Span,
): MetricGaps {
  const { fromS, toS } = span ?? { fromS: engineScrapes[0]?.tS ?? 0, toS: engineScrapes.at(-1)?.tS ?? 0 };
  const inSpan = ({ tS }: { tS: number }) => tS >= fromS && tS <= toS;
  const scrapes = engineScrapes.filter(inSpan);
  const answers = new Set(scrapes.filter(({ answered }) => answered).map(({ tS }) => tS));
  const rows = engineMetrics.filter(({ tS }) => answers.has(tS));
  const lacking = required.map((metric) => ({
    metric,
    readings: rows.filter((row) => (row[metric] ?? null) === null).length,
  }));
  return {
    asked: scrapes.length,
    answered: answers.size,
    reasons: counted(scrapes.filter(({ answered }) => !answered).map(({ reason }) => reason ?? 'not known')),
    missing: lacking.filter(({ readings }) => readings > 0),
    longestGapS: scrapes.length === 0 ? null : longestGap(scrapes, { fromS, toS }),
  };
}
