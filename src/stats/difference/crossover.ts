import type { Crossover, Difference, Side } from '../../domain/difference.ts';
import type { TestName } from '../../domain/suite.ts';

type Point = { level: number; difference: Difference };

/** log(B / A) where it is known. */
function height(relative: number | null): number | null {
  return relative === null || relative <= -1 ? null : Math.log1p(relative);
}

/** Where a line over the logarithm of the level is 0. */
function zero(from: [level: number, y: number], to: [level: number, y: number]): number {
  const share = from[1] / (from[1] - to[1]);
  return Math.exp(Math.log(from[0]) + share * (Math.log(to[0]) - Math.log(from[0])));
}

/** First crossing of 0 of a polyline, looked for from the given end on; null: it has none. */
function crossing(points: [number, number][]): number | null {
  for (const [index, to] of points.entries()) {
    const from = points[index - 1];
    if (from !== undefined && from[1] > 0 !== to[1] > 0) return zero(from, to);
  }
  return null;
}

/** Bounds of the crossing: where the ends of the 95 % intervals of all levels cross 0. */
function bounds(points: Point[]): { low: number | null; high: number | null } {
  const edge = (which: 'low' | 'high') =>
    crossing(
      points.flatMap(({ level, difference }) => {
        const y = height(difference[which]);
        return y === null ? [] : [[level, y] as [number, number]];
      }),
    );
  const found = [edge('low'), edge('high')];
  const rising = (height(points.at(-1)?.difference.relative ?? null) ?? 0) > 0;
  // Where B/A rises with the level, the upper ends cross first.
  const [first, last] = rising ? [found[1], found[0]] : [found[0], found[1]];
  return { low: first ?? null, high: last ?? null };
}

function isShown({ answer }: Difference): boolean {
  return answer === 'faster' || answer === 'slower';
}

/** The nearest level from `from` on, going by `step`, at which a difference of the same sign is shown; null: none. */
function nearestShown(points: Point[], from: number, step: 1 | -1): Point | null {
  const sign = (point: Point | undefined) => Math.sign(height(point?.difference.relative ?? null) ?? 0);
  for (let index = from; sign(points[index]) === sign(points[from]); index += step) {
    const point = points[index];
    if (point === undefined) return null;
    if (isShown(point.difference)) return point;
  }
  return null;
}

function crossoversOf(points: Point[], a: Side, b: Side, test: TestName): Crossover[] {
  const single = points.filter((point, index) => {
    const [before, y] = [height(points[index - 1]?.difference.relative ?? null), height(point.difference.relative)];
    return before !== null && y !== null && before !== 0 && before > 0 !== y > 0;
  });
  return single.flatMap((to) => {
    const index = points.indexOf(to);
    const from = points[index - 1];
    const [y0, y1] = [height(from?.difference.relative ?? null), height(to.difference.relative)];
    if (from === undefined || y0 === null || y1 === null) return [];
    const { metric, title, better } = to.difference;
    const ahead = (y: number) => (y > 0 === (better === 'higher') ? b.name : a.name);
    const [below, above] = [nearestShown(points, index - 1, -1), nearestShown(points, index, 1)];
    const isCertain = below !== null && above !== null;
    // Several crossings of one curve: the interval's ends cannot be told apart for each, so none is given.
    const range = single.length === 1 ? bounds(points) : { low: null, high: null };
    return [
      {
        test,
        metric,
        title,
        between: isCertain ? levelsOf(below, above) : levelsOf(from, to),
        at: zero([from.level, y0], [to.level, y1]),
        ...range,
        betterBelow: ahead(y0),
        betterAbove: ahead(y1),
        shown: isCertain,
      },
    ];
  });
}

function levelsOf(from: Point, to: Point): [number, number] {
  return [from.level, to.level];
}

/**
 * Load levels at which the curves of two sides cross, of each metric that both have at two levels or more of a closed loop.
 * Between two measured levels nobody looked: the crossing is interpolated.
 */
export function crossovers(differences: readonly Difference[], a: Side, b: Side): Crossover[] {
  const levels = new Map(a.tests.map(({ id, level, concurrency }) => [`${id} ${level}`, concurrency]));
  const groups = Map.groupBy(differences, ({ test, metric, id }) => {
    const kind = id.replace(/\/c\d+$/, '');
    return `${test} ${kind} ${metric}`;
  });
  return [...groups.values()].flatMap((group) => {
    const points = group
      .flatMap((difference) => {
        const level = levels.get(`${difference.id} ${difference.level}`) ?? null;
        return level === null ? [] : [{ level, difference }];
      })
      .toSorted((one, other) => one.level - other.level);
    const distinct = new Set(points.map(({ level }) => level)).size === points.length;
    const test = points[0]?.difference.test;
    return points.length < 2 || !distinct || test === undefined ? [] : crossoversOf(points, a, b, test);
  });
}
