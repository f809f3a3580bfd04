import { z } from 'zod';

/** More cells than this are a mistake rather than a plan: at half a minute each they take eight hours. */
export const mostCells = 1_000;

type Value = string | number | boolean | null | Value[] | { [key: string]: Value };
const valueSchema: z.ZodType<Value> = z.json();

/**
 * `sweep:` of a suite: keys of the suite with the values that each is to take. Every combination is a point. Keys under
 * `tests` make more cells of one run; any other key needs an engine of its own for each value, so a run for each.
 */
export const sweepSchema = z
  .record(
    z.string().regex(/^[A-Za-z]\w*(\.[A-Za-z]\w*)*$/, 'write a key of the suite as a.b.c'),
    z.array(valueSchema).min(1),
  )
  .superRefine((sweep, context) => {
    for (const [key, values] of Object.entries(sweep)) {
      const wrong = (message: string) => context.addIssue({ code: 'custom', path: [key], message });
      if (new Set(values.map((value) => JSON.stringify(value))).size < values.length) wrong('every value once');
      if (key === 'sweep' || key.startsWith('sweep.')) wrong('a sweep cannot be swept');
    }
    const points = Object.values(sweep).reduce((product, { length }) => product * length, 1);
    if (points > mostCells) {
      context.addIssue({ code: 'custom', message: `${points} combinations are more than ${mostCells} cells` });
    }
  });
export type Sweep = z.infer<typeof sweepSchema>;

/** One combination: the value of each swept key. */
export type Point = Record<string, Value>;

/** Every combination, the last key changing fastest; the one empty point of an empty sweep. */
export function pointsOf(sweep: Sweep): Point[] {
  return Object.entries(sweep).reduce<Point[]>(
    (points, [key, values]) => points.flatMap((point) => values.map((value) => ({ ...point, [key]: value }))),
    [{}],
  );
}

/** The part of a sweep whose keys begin with a prefix, and the rest. */
export function splitSweep(sweep: Sweep, prefix: string): { within: Sweep; rest: Sweep } {
  const pick = (wanted: boolean) =>
    Object.fromEntries(Object.entries(sweep).filter(([key]) => key.startsWith(prefix) === wanted));
  return { within: pick(true), rest: pick(false) };
}

function scalars(value: Value): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.values(value).flatMap((inner) => scalars(inner as Value));
}

/** A point for people: "maxTokens 64, batchSize 8". Keys of one test go without `tests.NAME.`. */
export function pointInWords(point: Point): string {
  return Object.entries(point)
    .map(([key, value]) => `${key.replace(/^tests\.\w+\./, '')} ${scalars(value).join(' ')}`)
    .join(', ');
}

/** A point as a folder name: maxTokens-64_batchSize-8. Two points can come out alike. */
export function pointInShort(point: Point): string {
  return Object.entries(point)
    .map(([key, value]) => [key.replace(/^tests\.\w+\./, ''), ...scalars(value)].join('-'))
    .join('_')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-');
}
