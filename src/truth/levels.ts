import { seededRandom } from '../domain/random.ts';

/**
 * One load level and how long its scripted answers take: every request has a TTFT, an ITL and a length of its own,
 * so that percentiles differ and tokens of streams side by side do not fall together.
 */
export type Level = {
  concurrency: number;
  /** At least 662: below that no p99 is claimed (src/stats/percentile.ts). */
  requests: number;
  /** The shortest; one in a hundred is nearly five times as long. */
  ttftMs: number;
  itlMs: readonly [least: number, most: number];
  tokens: readonly [least: number, most: number];
};

/** The levels of `make bench-truth`: 15 to 25 s each. */
export const levels: readonly Level[] = [
  { concurrency: 1, requests: 700, ttftMs: 8, itlMs: [1, 3], tokens: [8, 16] },
  { concurrency: 16, requests: 1400, ttftMs: 15, itlMs: [2.5, 7.5], tokens: [16, 48] },
  { concurrency: 64, requests: 2400, ttftMs: 30, itlMs: [6, 12], tokens: [24, 56] },
];

/** The level of the starved table: 5 s. */
export const starvedLevel: Level = { concurrency: 64, requests: 700, ttftMs: 30, itlMs: [6, 12], tokens: [24, 56] };

/** What the simulator is told to do for one request; the keys are those of its `sim` field. */
export type Script = { ttftMs: number; itlMs: number; tokens: number };

function microseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** The scripts of a level's requests, in order, the same on every machine. */
export function scriptsOf(level: Level, count: number, seed: number): Script[] {
  const random = seededRandom(seed);
  const between = ([least, most]: readonly [number, number]) => least + (most - least) * random();
  return Array.from({ length: count }, () => ({
    // The fourth power makes a long tail: median 1.25, p99 4.8 times the shortest.
    ttftMs: microseconds(level.ttftMs * (1 + 4 * random() ** 4)),
    itlMs: microseconds(between(level.itlMs)),
    tokens: Math.round(between(level.tokens)),
  }));
}
