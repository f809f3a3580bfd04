import type { WithinRun } from '../../domain/difference.ts';
import { e2eMs } from '../../domain/request-metrics.ts';
import type { Sample } from '../../domain/sample.ts';
import type { Statistics } from '../../domain/statistics.ts';
import { sum } from '../distribution.ts';
import { tokensBetween } from '../throughput.ts';
import { percentilesOf, sorted, standardErrors } from './block-bootstrap.ts';
import { blockOf, latenciesOf, mostBlocks, okInOrder } from './request-figures.ts';

/** Fewer blocks than this say too little of how much a run moves. */
const fewestBlocks = 8;
/** Pieces that a window is cut into, so that tokens/s can be drawn anew: sixteen blocks of thirteen. */
const timePieces = 16 * 13;

function log(value: number | null): number | null {
  return value === null || value <= 0 ? null : Math.log(value);
}

function withinOf(se: number | null | undefined, blocks: number, how: WithinRun['how']): WithinRun | null {
  return se === null || se === undefined ? null : { se, df: blocks - 1, how };
}

/** Standard errors of the logarithms of latency percentiles: blocks of consecutive requests, drawn anew. */
function ofLatencies(samples: readonly Sample[], metrics: readonly string[]): Map<string, WithinRun> {
  const ok = okInOrder(samples);
  const block = blockOf(ok);
  const blocks = Math.floor(ok.length / block);
  const found = new Map<string, WithinRun>();
  if (blocks < fewestBlocks) return found;
  for (const { names, ps, of } of latenciesOf(metrics)) {
    const values = sorted(ok.map(of));
    const ses = standardErrors(ok.length, block, (weights) => percentilesOf(values, weights, ps).map(log));
    for (const [index, name] of names.entries()) {
      const within = withinOf(ses[index], blocks, 'requests');
      if (within !== null) found.set(name, within);
    }
  }
  return found;
}

/**
 * Standard error of the logarithm of output tokens/s: the window is cut into pieces, and blocks of them are drawn anew, each
 * a sixteenth of it or more and twice as long as an answer takes, because tokens of one answer come one after another.
 */
function ofRate(samples: readonly Sample[], fromUs: number, toUs: number): WithinRun | null {
  const ok = okInOrder(samples);
  const latencies = ok.map((sample) => e2eMs(sample) ?? 0).toSorted((a, b) => a - b);
  const answerUs = (latencies[latencies.length >> 1] ?? 0) * 1_000;
  const pieceUs = (toUs - fromUs) / timePieces;
  const block = Math.max(Math.ceil(timePieces / mostBlocks), Math.ceil((2 * answerUs) / pieceUs));
  const blocks = Math.floor(timePieces / block);
  if (!(pieceUs > 0) || blocks < fewestBlocks) return null;
  const tokens = piecesOf(ok, fromUs, pieceUs);
  if (tokens === null) return null;
  const rate = (weights: Uint32Array) => log(sum(tokens.map((count, index) => count * (weights[index] as number))));
  return withinOf(standardErrors(timePieces, block, (weights) => [rate(weights)])[0], blocks, 'time');
}

function piecesOf(ok: readonly Sample[], fromUs: number, pieceUs: number): number[] | null {
  const counts = new Array<number>(timePieces).fill(0);
  for (const sample of ok) {
    const first = Math.max(0, Math.floor(((sample.firstTokenUs ?? 0) - fromUs) / pieceUs));
    const last = Math.min(timePieces - 1, Math.floor(((sample.lastTokenUs ?? 0) - fromUs) / pieceUs));
    for (let piece = first; piece <= last; piece += 1) {
      const tokens = tokensBetween(sample, fromUs + piece * pieceUs, fromUs + (piece + 1) * pieceUs);
      if (tokens === null) return null;
      counts[piece] = (counts[piece] as number) + tokens;
    }
  }
  return counts;
}

/** The one judged metric that is a share of counts. */
const shareName = 'jsonValidShare';

/**
 * Standard error of a share of counts, with one more of each kind (Agresti and Caffo 2000): never 0, not even at 100 %.
 * Of several runs that of one: they ask the same prompts, so the second asks little that is new. Null: no such metric.
 */
export function countedShare(metric: string, runs: readonly Statistics[]): WithinRun | null {
  const judged = runs.flatMap(({ validity }) => validity ?? []);
  if (metric !== shareName || judged.length === 0) return null;
  const valid = sum(judged.map(({ validShare, asked }) => (validShare ?? 0) * asked)) / judged.length;
  const asked = sum(judged.map((one) => one.asked)) / judged.length;
  const p = (valid + 1) / (asked + 2);
  return { se: Math.sqrt((p * (1 - p)) / (asked + 2)), df: Math.max(1, asked - 1), how: 'counts' };
}

/**
 * What chance does to the figures of a single run, by name of the metric: only what happened within the run. What is not in
 * the answer, nobody can tell from one run.
 */
export function withinRun(
  statistics: Statistics,
  samples: readonly Sample[],
  metrics: readonly string[],
): Map<string, WithinRun> {
  const found = ofLatencies(samples, metrics);
  const { steadyWindow: window } = statistics;
  const rate = window === null ? null : ofRate(samples, window.fromS * 1e6, window.toS * 1e6);
  if (rate !== null) found.set('outputTokensPerS', rate);
  const share = countedShare(shareName, [statistics]);
  if (share !== null) found.set(shareName, share);
  return found;
}
