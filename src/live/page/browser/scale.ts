import type { Charted, HistoryPoint } from '../../history.ts';

/** Steps of a time axis that people count in, s. */
const timeStepsS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400];

/** Values for an axis from 0: steps of 1, 2 or 5 times a power of ten, the last one at or above `max`. */
export function valueTicks(max: number, atMost = 4): number[] {
  const top = max > 0 && Number.isFinite(max) ? max : 1;
  const power = 10 ** Math.floor(Math.log10(top / atMost));
  const step = power * ([1, 2, 5, 10].find((times) => top / (power * times) <= atMost) ?? 10);
  return Array.from({ length: Math.ceil(top / step - 1e-9) + 1 }, (_, index) => index * step);
}

/** Round instants between two, both on the run's clock. */
export function timeTicks(fromMs: number, toMs: number, atMost: number): number[] {
  const lengthS = (toMs - fromMs) / 1000;
  const stepMs = (timeStepsS.find((step) => lengthS / step <= atMost) ?? 86_400) * 1000;
  const first = Math.ceil(fromMs / stepMs);
  return Array.from(
    { length: Math.max(0, Math.floor(toMs / stepMs) - first + 1) },
    (_, index) => (first + index) * stepMs,
  );
}

/** Time since the start of the run, e.g. "2:05" or "1:02:05". */
export function clockText(tMs: number): string {
  const wholeS = Math.max(0, Math.floor(tMs / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const [h, min, s] = [Math.floor(wholeS / 3600), Math.floor(wholeS / 60) % 60, wholeS % 60];
  return h > 0 ? `${h}:${two(min)}:${two(s)}` : `${min}:${two(s)}`;
}

/** A value of a point, as it is drawn. */
export type Drawn = { tMs: number; value: number };

/**
 * Runs of points that a line may join. A point without the value, and a time of more than `gapMs` without any point,
 * is a gap: nothing is known there, so nothing is drawn.
 */
export function unbroken(points: HistoryPoint[], field: Charted, gapMs: number): Drawn[][] {
  const runs: Drawn[][] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const { tMs, [field]: value } of points) {
    if (value === undefined) {
      lastMs = Number.NEGATIVE_INFINITY;
      continue;
    }
    if (tMs - lastMs > gapMs) runs.push([]);
    runs.at(-1)?.push({ tMs, value });
    lastMs = tMs;
  }
  return runs;
}
