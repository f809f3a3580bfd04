import { engineMetricNames } from '../domain/engine-metric.ts';
import { type GpuMetric, gpuMetrics } from '../domain/gpu-metric.ts';
import type { LiveState } from './live-state.ts';
import { windowOf } from './load-window.ts';
import type { Taken, Watched } from './watched.ts';

/** The last reading of a file; null where there is none, or none that holds any more. */
export function freshReading({ readings, staleAfterMs }: Watched, file: string, tMs: number): Taken | null {
  const taken = readings[file];
  return taken === undefined || tMs - taken.tMs > staleAfterMs ? null : taken;
}

function numberOf(row: Taken['row'] | undefined, column: string): number | null {
  const value = row?.[column];
  return typeof value === 'number' ? value : null;
}

function clientOf({ lines, cell }: Watched): LiveState['client'] {
  const now = lines.at(-1);
  if (now === undefined) return null;
  const { tMs: loadMs, planned, sent, done, ok, failed, inFlight, outputTokens } = now;
  const goesOn = cell !== null && cell.phase !== 'analysing';
  return { loadMs, planned, sent, done, ok, failed, inFlight, outputTokens, ...windowOf(goesOn ? lines : []) };
}

function engineOf(taken: Taken | null): LiveState['engine'] {
  const told = engineMetricNames.map((word) => [word, numberOf(taken?.row, word)] as const);
  const known = told.filter(([, value]) => value !== null);
  return known.length === 0 ? null : Object.fromEntries(known);
}

function gpuOf(taken: Taken | null, name: string | null): LiveState['gpu'] {
  if (taken === null) return null;
  const of = (metric: GpuMetric) => numberOf(taken.row, gpuMetrics[metric]);
  return {
    name,
    utilisationPercent: of('utilisationPercent'),
    memoryUsedBytes: of('memoryUsedBytes'),
    memoryTotalBytes: of('memoryTotalBytes'),
    powerW: of('powerW'),
    temperatureC: of('temperatureC'),
    smClockMhz: of('smClockMhz'),
  };
}

/** Columns cpu0_percent, cpu1_percent, … in this order; a core that is not read has no place. */
function perCore(row: Taken['row']): number[] {
  const cores = Object.entries(row).flatMap(([column, value]) => {
    const core = /^cpu(\d+)_percent$/.exec(column)?.[1];
    return core === undefined || typeof value !== 'number' ? [] : [{ core: Number(core), value }];
  });
  return cores.sort((a, b) => a.core - b.core).map(({ value }) => value);
}

function hostOf(machine: Taken | null, engine: Taken | null): LiveState['host'] {
  if (machine === null && engine === null) return null;
  return {
    cpuPercent: numberOf(machine?.row, 'cpu_percent'),
    perCorePercent: perCore(machine?.row ?? {}),
    memoryUsedBytes: numberOf(machine?.row, 'memory_used_bytes'),
    engineCpuPercent: numberOf(engine?.row, 'cpu_percent'),
    engineMemoryBytes: numberOf(engine?.row, 'memory_bytes'),
    clientCpuPercent: numberOf(machine?.row, 'client_cpu_percent'),
  };
}

/** What is known at an instant, as the page and /metrics show it. */
export function stateOf(watched: Watched, tMs: number, unixMs: number): LiveState {
  const fresh = (file: string) => freshReading(watched, file, tMs);
  const { run, gpuName, cell, cells, says } = watched;
  return {
    unixMs,
    tMs,
    run,
    cell,
    client: clientOf(watched),
    engine: engineOf(fresh('engine_metrics.csv')),
    gpu: gpuOf(fresh('gpu.csv'), gpuName),
    host: hostOf(fresh('host.csv'), fresh('engine_process.csv')),
    cells,
    says,
  };
}
