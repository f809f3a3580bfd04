import type { Calibration, CalibrationLevel, Spread } from '../../domain/calibration.ts';
import { ttftMs } from '../../domain/request-metrics.ts';
import type { ClientReport, Sample } from '../../domain/sample.ts';
import { percentileOf } from '../percentile.ts';

/** What the server saw of a request, nanoseconds on its own monotonic clock. */
export type SeenByServer = { receivedNs: number; firstTokenNs: number | null; lastTokenNs: number | null };

/** One calibration load: what was asked, and what both sides wrote down. */
export type CalibrationLoad = {
  concurrency: number;
  chunkGapMs: number;
  samples: Sample[];
  client: ClientReport;
  seen: Map<string, SeenByServer>;
};

export function spread(values: number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return { p50: percentileOf(sorted, 50), p99: percentileOf(sorted, 99), max: sorted.at(-1) ?? null };
}

/** CPU and chunk rate of a load. CPU seconds a million chunks is the same as microseconds a chunk. */
export function clientCost(samples: Sample[], { cpuUserMs, cpuSystemMs, endUs }: ClientReport) {
  const chunks = samples.reduce((sum, sample) => sum + sample.chunks, 0);
  const cpuMs = cpuUserMs + cpuSystemMs;
  return {
    chunksPerS: endUs > 0 ? chunks / (endUs / 1e6) : null,
    clientCpuPercent: endUs > 0 ? (100 * cpuMs) / (endUs / 1000) : null,
    cpuPerMillionChunksS: chunks > 0 ? (cpuMs * 1000) / chunks : null,
  };
}

function ttftErrorUs(sample: Sample, seen: SeenByServer): number[] {
  const reportedMs = ttftMs(sample);
  if (reportedMs === null || seen.firstTokenNs === null) return [];
  return [reportedMs * 1000 - (seen.firstTokenNs - seen.receivedNs) / 1000];
}

/** By chunks, not by tokens: the null server sends one token in each. */
function tpotErrorUs({ firstTokenUs, lastTokenUs, chunks }: Sample, seen: SeenByServer): number[] {
  if (firstTokenUs === null || lastTokenUs === null || chunks < 2) return [];
  if (seen.firstTokenNs === null || seen.lastTokenNs === null) return [];
  const actualUs = (seen.lastTokenNs - seen.firstTokenNs) / 1000;
  return [Math.abs(lastTokenUs - firstTokenUs - actualUs) / (chunks - 1)];
}

/** A load against the null server as figures. */
export function calibrationLevel(load: CalibrationLoad): CalibrationLevel {
  const { concurrency, chunkGapMs, samples, client, seen } = load;
  const pairs = samples.flatMap((sample) => {
    const truth = seen.get(sample.id);
    return truth === undefined || sample.outcome !== 'ok' ? [] : [{ sample, truth }];
  });
  return {
    concurrency,
    chunkGapMs,
    requests: samples.length,
    clock: client.clock,
    ...clientCost(samples, client),
    readerLagUs: client.readerLagUs,
    coalescedShare: client.reads === 0 ? null : client.coalescedReads / client.reads,
    ttftErrorUs: spread(pairs.flatMap(({ sample, truth }) => ttftErrorUs(sample, truth))),
    tpotErrorUs: spread(pairs.flatMap(({ sample, truth }) => tpotErrorUs(sample, truth))),
  };
}

/** The load without pauses: how many chunks a second go through at all. */
export function maxSpeed({ concurrency, samples, client }: CalibrationLoad): NonNullable<Calibration['maxSpeed']> {
  return { concurrency, ...clientCost(samples, client) };
}
