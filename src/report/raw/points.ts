import { seededRandom } from '../../domain/random.ts';
import { e2eMs, tpotMs, ttftMs } from '../../domain/request-metrics.ts';
import type { Sample } from '../../domain/sample.ts';
import type { World } from '../../world.ts';

/** One ok request: its line in requests.jsonl, seconds from t0 to its send, TTFT, TPOT and E2E in ms (null: none). */
export type RawPoint = [line: number, sentS: number, ttft: number | null, tpot: number | null, e2e: number | null];
/** `ok`: how many requests there are to choose from. */
export type RawPoints = { points: RawPoint[]; ok: number };

const metrics = [2, 3, 4] as const;

function rounded(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Math.round(value * 100) / 100;
}

/** The point of a line; null where it is no record (the last one may be cut) or its request did not go well. */
function pointOf(text: string, line: number): RawPoint | null {
  let sample: Sample;
  try {
    sample = JSON.parse(text) as Sample;
  } catch {
    return null;
  }
  if (sample === null || sample.outcome !== 'ok' || typeof sample.sentUs !== 'number') return null;
  const values = [ttftMs(sample), tpotMs(sample), e2eMs(sample)].map(rounded) as [null, null, null];
  return [line, Math.round(sample.sentUs / 1000) / 1000, ...values];
}

/** The least and the most of each metric so far: what a reader looks for, and what a sample would lose. */
function keepExtremes(extremes: Map<string, RawPoint>, point: RawPoint): void {
  for (const at of metrics) {
    const value = point[at];
    if (value === null) continue;
    const [least, most] = [extremes.get(`least ${at}`)?.[at] ?? null, extremes.get(`most ${at}`)?.[at] ?? null];
    if (least === null || value < least) extremes.set(`least ${at}`, point);
    if (most === null || value > most) extremes.set(`most ${at}`, point);
  }
}

/**
 * Requests of a cell for a chart: all that went well where they are at most `most`; else as many of them, drawn with a
 * fixed seed (reservoir sampling, Vitter's algorithm R), and the fastest and slowest by each metric besides.
 */
export async function readRawPoints(path: string, most: number, { files }: Pick<World, 'files'>): Promise<RawPoints> {
  const random = seededRandom(1);
  const kept: RawPoint[] = [];
  const extremes = new Map<string, RawPoint>();
  let [line, ok] = [0, 0];
  for await (const text of files.lines(path)) {
    line += 1;
    const point = pointOf(text, line);
    if (point === null) continue;
    ok += 1;
    keepExtremes(extremes, point);
    if (kept.length < most) kept.push(point);
    else {
      const place = Math.floor(random() * ok);
      if (place < most) kept[place] = point;
    }
  }
  const points = new Map([...kept, ...extremes.values()].map((point) => [point[0], point]));
  return { points: [...points.values()].sort((a, b) => a[0] - b[0]), ok };
}
