import type { GpuReading, GpuSourceName } from '../../domain/gpu-metric.ts';
import type { RawAnswer } from '../raw-log.ts';

/** Where the engine's GPU is read during a run. A reading that fails rejects; an empty one is a gap. */
export type GpuSource = {
  name: GpuSourceName;
  /** In words, for the user: "dcgm-exporter beside the engine". */
  words: string;
  read(signal?: AbortSignal): Promise<GpuReading>;
  /** What it said in the reading that ended last, as it came; left out: nothing worth to keep. */
  last?(): RawAnswer | null;
};
