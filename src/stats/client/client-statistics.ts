import { type Calibration, levelFor } from '../../domain/calibration.ts';
import type { Cell } from '../../domain/plan.ts';
import type { Sample } from '../../domain/sample.ts';
import type { SampleSet } from '../../domain/sample-set.ts';
import { inFlightLimit, ratePerSOf } from '../../domain/shape.ts';
import type { Statistics } from '../../domain/statistics.ts';
import { type LoadSpan, meanIn } from '../series.ts';
import { clientMeanPercent } from '../telemetry/cpu.ts';
import { canBlur, chunksWithFirst } from './blurred.ts';
import { clientCost } from './calibration.ts';
import { clientShare } from './share.ts';

function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** Streams that a cell has at once: its places, or where a rate decides, as many as two seconds bring. */
export function expectedStreams({ shape, requests }: Cell): number {
  const perS = ratePerSOf(shape);
  return Math.min(inFlightLimit(shape), requests, perS === null ? Number.POSITIVE_INFINITY : Math.ceil(2 * perS));
}

/** What the load generator was worth in this cell: its clock, its lateness, its cost, its own part of the latencies. */
export function clientStatistics(
  cell: Cell,
  set: SampleSet,
  ok: Sample[],
  calibration: Calibration | null,
  span: LoadSpan,
): Statistics['client'] {
  const { client, host, samples } = set;
  const level = levelFor(calibration, expectedStreams(cell));
  const asked = ok.filter(canBlur);
  const { chunksPerS, cpuPerMillionChunksS } = clientCost(samples, client);
  return {
    clock: client.clock,
    priority: client.priority,
    readerLagUs: client.readerLagUs,
    sendLatenessUs: client.sendLatenessUs,
    coalescedShare: shareOf(client.coalescedReads, client.reads),
    blurredFirstTokensShare: shareOf(asked.filter((sample) => chunksWithFirst(sample) > 0).length, asked.length),
    gcPauseMaxUs: client.gcPauseMaxUs,
    gcPauseTotalUs: client.gcPauseTotalUs,
    cpuMeanPercent: clientMeanPercent(set, span),
    cpusBusyPercent: meanIn(host, 'clientCpusBusyPercent', span, 'since-last').value,
    cpuPerMillionChunksS,
    chunksPerS,
    wallStepUs: client.wallStepUs,
    share: {
      ...clientShare(ok, client, level),
      calibratedAt: level === null ? null : { concurrency: level.concurrency, chunksPerS: level.chunksPerS },
    },
  };
}
