import { type GpuMetric, gpuMetrics } from '../../domain/gpu-metric.ts';
import type { Sampler } from '../sampler.ts';
import type { GpuSource } from './gpu-source.ts';

/** gpu.csv: all that is known of the engine's GPU. `source`: dcgm or nvidia-smi. */
export function gpuSampler({ name, read, last }: GpuSource): Sampler {
  const metrics = Object.entries(gpuMetrics) as [GpuMetric, string][];
  return {
    file: 'gpu.csv',
    ...(last && { raw: { file: 'gpu.raw.jsonl.gz', last } }),
    columns: ['source', ...metrics.map(([, column]) => column)],
    async read(signal) {
      const reading = await read(signal);
      return {
        source: name,
        ...Object.fromEntries(metrics.map(([metric, column]) => [column, reading[metric] ?? null])),
      };
    },
  };
}
