import { join } from 'node:path';
import { chunkInstantsUs, tokensPerChunk } from '../domain/chunk-instants.ts';
import type { Sample } from '../domain/sample.ts';
import type { World } from '../world.ts';
import { csvLine } from './csv.ts';

/** What the client saw in one second of a cell; `tS` is the second's start, since t0. */
export type ClientSecond = {
  tS: number;
  sent: number;
  done: number;
  failed: number;
  /** At the end of the second. */
  inFlight: number;
  chunks: number;
  /** Chunks times the mean tokens per chunk of their request; null where a request has no token count. */
  tokens: number | null;
  ttftP50Ms: number | null;
};

const columns = ['t_s', 'sent', 'done', 'failed', 'in_flight', 'chunks', 'tokens', 'ttft_p50_ms', 'run_s'];

function median(values: number[]): number | null {
  const sorted = values.slice().sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

type Second = ClientSecond & { ttfts: number[] };

function emptySeconds(samples: Sample[]): Second[] {
  const lastUs = samples.reduce((last, sample) => Math.max(last, sample.endUs ?? 0, sample.sentUs ?? 0), 0);
  const count = samples.length === 0 ? 0 : Math.floor(lastUs / 1e6) + 1;
  return Array.from({ length: count }, (_, tS) => {
    return { tS, sent: 0, done: 0, failed: 0, inFlight: 0, chunks: 0, tokens: 0, ttftP50Ms: null, ttfts: [] };
  });
}

function addSample(seconds: Second[], sample: Sample): void {
  const at = (instantUs: number | null) => (instantUs === null ? undefined : seconds[Math.floor(instantUs / 1e6)]);
  const sent = at(sample.sentUs);
  const ended = at(sample.endUs);
  if (sent !== undefined) sent.sent += 1;
  if (ended !== undefined) ended[sample.outcome === 'ok' ? 'done' : 'failed'] += 1;
  const weight = tokensPerChunk(sample);
  for (const instantUs of chunkInstantsUs(sample)) {
    const second = at(instantUs);
    if (second === undefined) continue;
    second.chunks += 1;
    second.tokens = weight === null || second.tokens === null ? null : second.tokens + weight;
  }
  const first = at(sample.firstTokenUs);
  if (sample.sentUs !== null && sample.firstTokenUs !== null) first?.ttfts.push(sample.firstTokenUs - sample.sentUs);
}

/** The client's view second by second, from t0 to the end of the last request. */
export function clientSeconds(samples: Sample[]): ClientSecond[] {
  const seconds = emptySeconds(samples);
  for (const sample of samples) addSample(seconds, sample);
  // A request that never got onto a connection ends without having been in flight.
  const neverSent = new Map<number, number>();
  for (const { sentUs, endUs } of samples) {
    const second = Math.floor((endUs ?? 0) / 1e6);
    if (sentUs === null) neverSent.set(second, (neverSent.get(second) ?? 0) + 1);
  }
  let inFlight = 0;
  return seconds.map(({ ttfts, ...second }) => {
    inFlight += second.sent - (second.done + second.failed - (neverSent.get(second.tS) ?? 0));
    const medianUs = median(ttfts);
    return { ...second, inFlight, ttftP50Ms: medianUs === null ? null : medianUs / 1000 };
  });
}

/**
 * Writes metrics.csv into the cell's folder: `t_s` counts from t0, `run_s` is the same instant as telemetry files count,
 * from the run's anchor (`zeroS`: t0 there, null where that is not known). Throws RESULTS_WRITE_FAILED.
 */
export async function writeClientSeries(
  cellFolder: string,
  samples: Sample[],
  zeroS: number | null,
  world: World,
): Promise<void> {
  const rows = clientSeconds(samples).map((second) =>
    csvLine([
      second.tS,
      second.sent,
      second.done,
      second.failed,
      second.inFlight,
      second.chunks,
      second.tokens === null ? null : Math.round(second.tokens * 1000) / 1000,
      second.ttftP50Ms,
      zeroS === null ? null : (zeroS + second.tS).toFixed(3),
    ]),
  );
  await world.files.writeAtomic(join(cellFolder, 'metrics.csv'), `${[columns.join(','), ...rows].join('\n')}\n`);
}
