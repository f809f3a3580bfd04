import type { SampleSet } from '../../domain/sample-set.ts';

/**
 * How much a counter of the engine grew over the whole load, to the last unit: its first reading after the last request
 * had ended, minus the last one before t0, when the warm-up had ended. Null where either is missing, or where it ever
 * fell in between (the engine restarted).
 */
export function loadGrowth({ engineMetrics, client }: SampleSet, column: string): number | null {
  const known = engineMetrics.flatMap(({ tS, readMs, [column]: value }) =>
    value == null ? [] : [{ beganS: tS - (readMs ?? 0) / 1000, endedS: tS, value }],
  );
  const from = known.findLastIndex(({ endedS }) => endedS <= 0);
  const to = known.findIndex(({ beganS }) => beganS >= client.endUs / 1e6);
  if (from === -1 || to === -1) return null;
  const values = known.slice(from, to + 1).map(({ value }) => value);
  if (values.some((value, index) => value < (values[index - 1] ?? value))) return null;
  return (values.at(-1) ?? 0) - (values[0] ?? 0);
}
