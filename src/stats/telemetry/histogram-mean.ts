import type { EngineHistogram } from '../../domain/engine-metric.ts';
import type { SeriesRow } from '../../domain/sample-set.ts';
import { counterGrowthIn, type LoadSpan } from '../series.ts';

/**
 * Mean in milliseconds of what a histogram of the engine took up in the window: growth of its sum / growth of its count
 * (rate(x_sum) / rate(x_count) in Prometheus). Its buckets are too coarse for percentiles: the lowest of TensorRT-LLM is
 * 10 ms. Null where nothing was taken up.
 */
export function histogramMeanMs(rows: SeriesRow[], histogram: EngineHistogram, span: LoadSpan): number | null {
  const sumS = counterGrowthIn(rows, `${histogram}SumS`, span).value;
  const count = counterGrowthIn(rows, `${histogram}Count`, span).value;
  return sumS === null || count === null || count <= 0 ? null : (1000 * sumS) / count;
}
