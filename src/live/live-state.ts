import type { EngineMetricRow } from '../domain/engine-metric.ts';
import type { RunState } from '../domain/run.ts';

/** What the live page and /metrics know, once a second. Unknown is null. */
export type LiveState = {
  unixMs: number;
  /** On the run's clock. */
  tMs: number;
  run: {
    id: string;
    title: string;
    state: RunState;
    engine: string;
    model: string;
    simulated: boolean;
    startedAt: string;
    finished: boolean;
    reportPath: string | null;
  };
  cell: {
    id: string;
    test: string;
    level: string;
    index: number;
    total: number;
    phase: 'warmup' | 'load' | 'analysing';
    startedTMs: number;
    /** Time ends the load, not the number of requests made ready; null: the number does. */
    durationMs: number | null;
  } | null;
  client: {
    /** How long the load has gone on when it told these. */
    loadMs: number;
    planned: number;
    sent: number;
    done: number;
    ok: number;
    failed: number;
    inFlight: number;
    outputTokens: number;
    tokensPerS: number | null;
    requestsPerS: number | null;
    ttftMs: { p50: number | null; p95: number | null };
    tpotMs: { p50: number | null; p95: number | null };
  } | null;
  /** What the engine told last. */
  engine: EngineMetricRow | null;
  gpu: {
    name: string | null;
    utilisationPercent: number | null;
    memoryUsedBytes: number | null;
    memoryTotalBytes: number | null;
    powerW: number | null;
    temperatureC: number | null;
    smClockMhz: number | null;
  } | null;
  host: {
    cpuPercent: number | null;
    perCorePercent: number[];
    memoryUsedBytes: number | null;
    engineCpuPercent: number | null;
    engineMemoryBytes: number | null;
    clientCpuPercent: number | null;
  } | null;
  cells: {
    id: string;
    verdict: 'VALID' | 'WARN' | 'INVALID';
    tokensPerS: number | null;
    ttftP50Ms: number | null;
    tpotP50Ms: number | null;
  }[];
  says: { tMs: number; line: string }[];
};
