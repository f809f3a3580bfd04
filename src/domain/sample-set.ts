import type { CacheReset } from './cache-reset.ts';
import type { WorkItem } from './load-plan.ts';
import type { ClientReport, Sample } from './sample.ts';

/** A time series of telemetry: a row per reading, `tS` seconds since the cell's t0 (may be negative before it). */
export type SeriesRow = { tS: number; [column: string]: number | null };

/** One asking of the engine for its metrics; `answered`: metrics could be read, else `reason` says why not, if known. */
export type EngineScrape = {
  tS: number;
  answered: boolean;
  status: number | null;
  bytes: number | null;
  reason: string | null;
};

/** What is kept of the request behind a sample: its body stays on disk, but for the schema that it carried. */
export type AskedRequest = Pick<WorkItem, 'meta'>;

/** All that was observed of one cell; its counts add up (DESIGN section 8, accounting law). */
export type SampleSet = {
  samples: Sample[];
  client: ClientReport;
  /** The request behind each sample, by id. */
  items: Map<string, AskedRequest>;
  /** Columns: the words of engine-metric.ts that the engine has; one row for each of `engineScrapes`. */
  engineMetrics: SeriesRow[];
  /** Each asking for these metrics, also those that failed. */
  engineScrapes: EngineScrape[];
  /** Columns: the names of `gpuMetrics`. Empty without a GPU. */
  gpu: SeriesRow[];
  /**
   * The engine's container or process. cpuPercent (of one core), memoryBytes (a container: without page cache that goes
   * first), cacheBytes, threads; growing totals diskReadBytes, diskWriteBytes, networkReceivedBytes, networkSentBytes,
   * throttledS (held back by a CPU limit). Empty where the engine is no container or child of ours.
   */
  engineProcess: SeriesRow[];
  /**
   * The machine: cpuPercent, stealPercent, cpu0Percent … for each CPU, runQueue, blocked, contextSwitchesPerS, load1,
   * memoryUsedBytes, swapUsedBytes, swapInBytesPerS, swapOutBytesPerS, diskReadBytesPerS, diskWriteBytesPerS, cpuMhz
   * (mean), cpuMhzSlowest, and the shares of time pressureCpuSome, pressureMemorySome, pressureMemoryFull,
   * pressureIoSome, pressureIoFull. The load generator: clientCpuPercent (of one core), clientMemoryBytes,
   * clientThreads, clientVoluntarySwitchesPerS, clientInvoluntarySwitchesPerS, clientCpus (that it may use),
   * clientCpusBusyPercent (by anybody). Dyno: dynoCpuPercent (of one core), dynoMemoryBytes.
   */
  host: SeriesRow[];
  /** What became of the engine's prefix cache before the load; null: the run is older than that. */
  cacheReset: CacheReset | null;
  /** What was odd while reading the folder and was tolerated, e.g. a cut last line. */
  notes: string[];
};
