import type { Distribution, Statistics } from '../domain/statistics.ts';
import type { Script } from './levels.ts';
import type { Truth } from './truth-log.ts';

/** Percentiles that are compared. */
export const comparedPercentiles = [50, 95, 99] as const;

type Percentiles = (number | null)[];

/** The figures that are compared; percentiles in the order of `comparedPercentiles`. Null: not claimed or not known. */
export type Figures = {
  ttftMs: Percentiles;
  tpotMs: Percentiles;
  e2eMs: Percentiles;
  tokensPerS: { steady: number | null; whole: number | null };
};

/**
 * Percentiles as the agreement defines them (type 7 of Hyndman and Fan). Written anew on purpose, like everything in
 * this file: a mistake in src/stats must not be on both sides of the comparison.
 */
export function percentilesOf(values: number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  return comparedPercentiles.map((p) => {
    const rank = (p / 100) * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
    return low === undefined || high === undefined ? null : low + (rank - Math.floor(rank)) * (high - low);
  });
}

function claimed({ percentiles }: Distribution): Percentiles {
  return comparedPercentiles.map((p) => percentiles.find((entry) => entry.p === p)?.value ?? null);
}

/** What Dyno reports. */
export function reportedFigures(statistics: Statistics): Figures {
  const { ttftMs, tpotMs, e2eMs, outputTokensPerS } = statistics;
  return { ttftMs: claimed(ttftMs), tpotMs: claimed(tpotMs), e2eMs: claimed(e2eMs), tokensPerS: outputTokensPerS };
}

/** Times of one request. */
export type Times = { ttftMs: number; e2eMs: number; tpotMs: number };

/** The true times of a request, as its server saw them; null where it sent no second token. */
export function trueTimes({ receivedNs, firstTokenNs, lastTokenNs, tokens }: Truth): Times | null {
  if (firstTokenNs === null || lastTokenNs === null || tokens < 2) return null;
  return {
    ttftMs: (firstTokenNs - receivedNs) / 1e6,
    e2eMs: (lastTokenNs - receivedNs) / 1e6,
    tpotMs: (lastTokenNs - firstTokenNs) / 1e6 / (tokens - 1),
  };
}

function percentilesOfTimes(times: Times[]): Pick<Figures, 'ttftMs' | 'tpotMs' | 'e2eMs'> {
  return {
    ttftMs: percentilesOf(times.map(({ ttftMs }) => ttftMs)),
    tpotMs: percentilesOf(times.map(({ tpotMs }) => tpotMs)),
    e2eMs: percentilesOf(times.map(({ e2eMs }) => e2eMs)),
  };
}

/** First and last instant at which the server had at least 95 % of the concurrency (rounded up) in hand. */
export function trueWindowNs(truths: Truth[], concurrency: number): { fromNs: number; toNs: number } | null {
  const needed = Math.ceil(0.95 * concurrency);
  const starts = truths.map(({ receivedNs }) => receivedNs).toSorted((a, b) => a - b);
  const ends = truths.map(({ endNs }) => endNs).toSorted((a, b) => b - a);
  const fromNs = starts.find(
    (atNs) => truths.filter(({ receivedNs, endNs }) => receivedNs <= atNs && endNs > atNs).length >= needed,
  );
  const toNs = ends.find(
    (atNs) => truths.filter(({ receivedNs, endNs }) => receivedNs < atNs && endNs >= atNs).length >= needed,
  );
  return fromNs === undefined || toNs === undefined ? null : { fromNs, toNs };
}

function trueSteadyTokensPerS(truths: Truth[], concurrency: number): number | null {
  const window = trueWindowNs(truths, concurrency);
  if (window === null) return null;
  const { fromNs, toNs } = window;
  const inside = truths.map(({ tokenNs, tokens }) => {
    const chunks = tokenNs.filter((atNs) => atNs >= fromNs && atNs < toNs).length;
    return chunks === 0 ? 0 : (tokens * chunks) / tokenNs.length;
  });
  return inside.reduce((sum, tokens) => sum + tokens, 0) / ((toNs - fromNs) / 1e9);
}

/** What really happened. */
export function trueFigures(truths: Truth[], concurrency: number): Figures {
  const times = truths.map(trueTimes).filter((each) => each !== null);
  const first = Math.min(...truths.map(({ receivedNs }) => receivedNs));
  const last = Math.max(...truths.map(({ lastTokenNs }) => lastTokenNs ?? first));
  const tokens = truths.reduce((sum, truth) => sum + truth.tokens, 0);
  return {
    ...percentilesOfTimes(times),
    tokensPerS: {
      steady: trueSteadyTokensPerS(truths, concurrency),
      whole: last > first ? tokens / ((last - first) / 1e9) : null,
    },
  };
}

/**
 * What the script asks for, exactly; tokens per second as if the next request followed at once. It shows how far the
 * simulator itself is from its script, which is no error of the report.
 */
export function scriptedFigures(scripts: Script[], concurrency: number): Figures {
  const times = scripts.map(({ ttftMs, itlMs, tokens }) => ({
    ttftMs,
    tpotMs: itlMs,
    e2eMs: ttftMs + (tokens - 1) * itlMs,
  }));
  const tokens = scripts.reduce((sum, script) => sum + script.tokens, 0);
  const busyS = times.reduce((sum, { e2eMs }) => sum + e2eMs, 0) / 1000 / concurrency;
  return { ...percentilesOfTimes(times), tokensPerS: { steady: tokens / busyS, whole: null } };
}
