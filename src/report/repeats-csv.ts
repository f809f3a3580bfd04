import { pooledPercentile, type Repeats } from '../domain/repeats.ts';
import { csvText, type Value } from './results-csv.ts';

function rowsOf(repeats: Repeats): Record<string, Value>[] {
  const { test, series, level, leftOut, metrics } = repeats;
  return metrics.map(({ metric, unit, values, mean, least, most, outliers }) => {
    const pooled = pooledPercentile(repeats, metric);
    return {
      ...{ test, series, level, metric, unit },
      runs: mean.count,
      runs_left_out: leftOut,
      mean: mean.mean,
      mean_low: mean.low,
      mean_high: mean.high,
      sd: mean.sd,
      cv: mean.cv,
      least,
      most,
      each_run: values.map(({ value }) => value ?? '').join(';'),
      outlier_runs: outliers === null ? null : outliers.map(({ run }) => run).join(';') || 'none',
      pooled: pooled?.value ?? null,
      pooled_low: pooled?.low ?? null,
      pooled_high: pooled?.high ?? null,
    };
  });
}

/** benchmark_repeats.csv: a line for each figure of each test that was run several times. */
export function repeatsCsv(repeats: Repeats[]): string {
  return csvText(repeats.flatMap(rowsOf));
}
