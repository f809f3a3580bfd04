import type { SampleSet } from '../../domain/sample-set.ts';
import type { Statistics } from '../../domain/statistics.ts';
import type { FigureWindow } from '../../domain/telemetry-statistics.ts';
import { atRestOutside } from '../series.ts';
import { cpuUse } from './cpu.ts';
import { engineView } from './engine.ts';
import { gpuUse } from './gpu.ts';
import { hostView } from './host.ts';

/** GPU, processes, engine and machine over the same seconds as the client's figures. */
export function telemetry(set: SampleSet, window: FigureWindow): Pick<Statistics, 'gpu' | 'cpu' | 'engine' | 'host'> {
  const counted = atRestOutside(set.engineMetrics, { fromS: 0, toS: set.client.endUs / 1e6 });
  return {
    gpu: gpuUse(set.gpu, window, window.outputTokens),
    cpu: cpuUse(set, window, window.outputTokens),
    engine: engineView(set.engineMetrics, window, counted),
    host: hostView(set.host, window),
  };
}
