import type { ComparedPair, Difference, Side } from '../../domain/difference.ts';
import { figureText } from './words.ts';

/** One load level of a throughput–latency curve, of both sides: texts by column. */
export type CurveRow = { test: string; level: string; figures: { title: string; a: string; b: string }[] };

const onCurve = ['outputTokensPerS', 'ttftP50Ms', 'ttftP99Ms', 'tpotP50Ms'];

function isLevelled(side: Side, difference: Difference): boolean {
  const test = side.tests.find(({ id, level }) => id === difference.id && level === difference.level);
  return test?.concurrency !== null && test !== undefined;
}

/** Throughput and latency of both sides by load level, for tests that were run at two levels or more. */
export function curveRows({ differences }: ComparedPair, a: Side): CurveRow[] {
  const shown = differences.filter((one) => onCurve.includes(one.metric) && isLevelled(a, one));
  const byTest = Map.groupBy(shown, ({ test }) => test);
  return [...byTest.values()].flatMap((ofTest) => {
    const levels = Map.groupBy(ofTest, ({ id, level }) => `${id} ${level}`);
    if (levels.size < 2) return [];
    return [...levels.values()].flatMap((rows) => {
      const [first] = rows;
      if (first === undefined) return [];
      const figures = rows.map((row) => ({ title: row.title, a: figureText(row, 'a'), b: figureText(row, 'b') }));
      return [{ test: first.test, level: first.level, figures }];
    });
  });
}
