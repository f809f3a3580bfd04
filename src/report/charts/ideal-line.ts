import { rounded } from '../chart-style.ts';

type Point = { line: string; inFlight: number; value: number };

/** What the thin lines of a scaling curve mean. */
export const idealWords =
  'thin dots: what it would be if tokens per second grew with the load from its lowest level on';

/** Room above the highest value, as a share of it: the ideal may leave the plot, what was measured may not. */
const room = 1.15;

/** The x axis of a scaling curve: linear, with a mark at each level that has room. */
export function levelAxis(points: Point[]) {
  const levels = [...new Set(points.map(({ inFlight }) => inFlight))].sort((a, b) => a - b);
  return {
    field: 'inFlight',
    type: 'quantitative' as const,
    title: 'requests in flight',
    scale: { domain: [0, levels.at(-1) ?? 1], nice: false },
    axis: { values: [0, ...levels], format: 'd' },
  };
}

/** The straight line from 0 through the mean of the lowest level, one for each line. */
export function idealLines(points: Point[]) {
  const most = Math.max(...points.map(({ value }) => value)) * room;
  const last = Math.max(...points.map(({ inFlight }) => inFlight));
  const values = [...new Set(points.map(({ line }) => line))].flatMap((line) => {
    const own = points.filter((point) => point.line === line);
    const lowest = Math.min(...own.map(({ inFlight }) => inFlight));
    const least = own.filter(({ inFlight }) => inFlight === lowest);
    const each = least.reduce((sum, { value }) => sum + value, 0) / least.length / lowest;
    // Ends where it leaves the plot: a mark beyond its axis would say nothing.
    const end = Math.min(last, most / each);
    return [0, end].map((inFlight) => ({ line, inFlight: rounded(inFlight), value: rounded(inFlight * each) }));
  });
  return {
    scale: { domain: [0, most], nice: false },
    layer: <Y extends object>(y: Y) => ({
      data: { values },
      mark: { type: 'line' as const, strokeWidth: 1.5, strokeDash: [2, 4], opacity: 0.9, clip: true },
      encoding: { y },
    }),
  };
}
