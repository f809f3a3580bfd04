import type { CacheReset } from './cache-reset.ts';
import type { WorkItem } from './load-plan.ts';
import type { ClientReport, Sample } from './sample.ts';

/** A time series of telemetry: a row per reading, `tS` seconds since the cell's t0 (may be negative before it). */
export type SeriesRow = { tS: number; [column: string]: number | null };

/** All that was observed of one cell; its counts add up (DESIGN section 8, accounting law). */
export type SampleSet = {
  samples: Sample[];
  client: ClientReport;
  /** The request behind each sample, by id. */
  items: Map<string, WorkItem>;
  engineMetrics: SeriesRow[];
  /** Columns: memoryUsedBytes, memoryTotalBytes, utilisationPercent, powerW, temperatureC. Empty without a GPU. */
  gpu: SeriesRow[];
  /** Columns: cpuPercent (of one core), memoryBytes. Empty where the engine is no container or child of ours. */
  engineProcess: SeriesRow[];
  /** Columns: cpuPercent (of the machine), memoryUsedBytes, swapUsedBytes, stealPercent, clientCpuPercent (of one core), clientCpus, clientCpusBusyPercent (by anybody). */
  host: SeriesRow[];
  /** What became of the engine's prefix cache before the load; null: the run is older than that. */
  cacheReset: CacheReset | null;
  /** What was odd while reading the folder and was tolerated, e.g. a cut last line. */
  notes: string[];
};
