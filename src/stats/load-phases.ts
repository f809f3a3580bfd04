import { tokensPerChunk } from '../domain/chunk-instants.ts';
import type { Phase, Steadiness } from '../domain/load-phases.ts';
import { e2eMs } from '../domain/request-metrics.ts';
import type { Sample } from '../domain/sample.ts';
import type { Statistics, SteadyWindow } from '../domain/statistics.ts';
import { welch } from './difference/two-means.ts';
import { mean, sum } from './distribution.ts';
import { tQuantile } from './t-distribution.ts';

/** Pieces of half a window: fewer tell nothing of chance, and more do not tell it better. */
const fewestPieces = 4;
const mostPieces = 10;

/** Tokens that arrived before the window, in each of its equal pieces, and after it. */
type Placed = { before: number; inside: number[]; after: number };

/** Null where a request has no token count. A chunk counts as many tokens as the chunks of its request have on average. */
function placeTokens(ok: Sample[], { fromS, lengthS }: SteadyWindow, pieces: number): Placed | null {
  const placed: Placed = { before: 0, inside: new Array<number>(pieces).fill(0), after: 0 };
  const pieceUs = (lengthS * 1e6) / pieces;
  for (const sample of ok) {
    if (sample.outputTokens === null) return null;
    const weight = tokensPerChunk(sample);
    if (weight === null || sample.firstTokenUs === null) continue;
    let sinceUs = sample.firstTokenUs - fromS * 1e6;
    for (let chunk = 0; chunk <= sample.gapsUs.length; chunk += 1) {
      if (chunk > 0) sinceUs += sample.gapsUs[chunk - 1] as number;
      const piece = Math.floor(sinceUs / pieceUs);
      if (piece < 0) placed.before += weight;
      else if (piece >= pieces) placed.after += weight;
      else placed.inside[piece] = (placed.inside[piece] as number) + weight;
    }
  }
  return placed;
}

function phase(lengthS: number, outputTokens: number): Phase {
  return { lengthS, outputTokens, outputTokensPerS: lengthS > 0 ? outputTokens / lengthS : null };
}

/** How many pieces half of the window can have that are each no shorter than a request is on average. */
function piecesOfHalf(ok: Sample[], { lengthS }: SteadyWindow): number {
  const requestS = (mean(ok.map((sample) => e2eMs(sample) ?? 0)) ?? 0) / 1000;
  return requestS <= 0 ? 0 : Math.min(mostPieces, Math.floor(lengthS / 2 / requestS));
}

/**
 * Whether the window holds one rate: tokens a second of its second half against its first (Geweke 1992 compares the
 * ends of a chain likewise), with a 95 % interval by Welch's t over pieces as independent values. Streams that began
 * together prefill and decode together, so a piece is as long as a request (batch means; Law, Simulation Modeling and
 * Analysis, 9.5.3). Null where a half has no four such pieces.
 */
function halves({ inside }: Placed, perHalf: number, { lengthS }: SteadyWindow): Steadiness | null {
  if (perHalf < fewestPieces) return null;
  const rates = inside.map((tokens) => (tokens * inside.length) / lengthS);
  const [first, second] = [rates.slice(0, perHalf), rates.slice(perHalf)];
  const before = mean(first) ?? 0;
  if (before === 0) return null;
  const { difference, se, df } = welch(first, second);
  const reach = tQuantile(0.975, df) * se;
  return {
    pieces: inside.length,
    firstHalfTokensPerS: before,
    secondHalfTokensPerS: before + difference,
    change: difference / before,
    low: (difference - reach) / before,
    high: (difference + reach) / before,
  };
}

/** What lies before and after the steady window, and whether it is steady; all null without a window or token counts. */
export function loadPhases(
  ok: Sample[],
  samples: Sample[],
  window: SteadyWindow | null,
): Pick<Statistics, 'ramp' | 'drain' | 'steadiness'> {
  const nothing = { ramp: null, drain: null, steadiness: null };
  if (window === null) return nothing;
  const perHalf = piecesOfHalf(ok, window);
  const placed = placeTokens(ok, window, 2 * Math.max(1, perHalf));
  if (placed === null || sum(placed.inside) === 0) return nothing;
  const beginS = samples.reduce(
    (least, { sentUs }) => Math.min(least, (sentUs ?? Number.POSITIVE_INFINITY) / 1e6),
    window.fromS,
  );
  const endS = samples.reduce((last, { lastTokenUs }) => Math.max(last, (lastTokenUs ?? 0) / 1e6), window.toS);
  return {
    ramp: phase(window.fromS - beginS, placed.before),
    drain: phase(endS - window.toS, placed.after),
    steadiness: halves(placed, perHalf, window),
  };
}
