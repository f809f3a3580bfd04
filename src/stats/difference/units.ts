import type { Side, SideMetric } from '../../domain/difference.ts';

type Values = SideMetric['values'];

function byStart(values: Values): Map<number, Values> {
  return Map.groupBy(values, ({ start }) => start);
}

function meanOf(values: Values, scale: (value: number) => number): number {
  return values.reduce((sum, { value }) => sum + scale(value), 0) / values.length;
}

/** Values of both sides as the test takes them, and how they belong together. */
export type Units = { a: number[]; b: number[]; kind: 'rounds' | 'starts' | 'repeats' };

/** Three rounds are the fewest in which pairing gains more than the lost degrees of freedom cost. */
const fewestRounds = 3;

function rounds(a: Values, b: Values, scale: (value: number) => number): Units | null {
  const [one, other] = [Map.groupBy(a, ({ round }) => round), Map.groupBy(b, ({ round }) => round)];
  const common = [...one.keys()].filter((round) => round !== null && other.has(round));
  if (common.length < fewestRounds) return null;
  const of = (side: Map<number | null, Values>) => common.map((round) => meanOf(side.get(round) ?? [], scale));
  return { a: of(one), b: of(other), kind: 'rounds' };
}

/**
 * What counts as one observation. Rounds of one bench-all in pairs; where a side was started several times, the mean of
 * each start, because repeats within one start share its luck; else the repeats themselves.
 */
export function unitsOf(
  a: { side: Side; values: Values },
  b: { side: Side; values: Values },
  scale: (value: number) => number,
): Units {
  const isOneSequence = a.side.sequence !== null && a.side.sequence === b.side.sequence;
  const paired = isOneSequence ? rounds(a.values, b.values, scale) : null;
  if (paired !== null) return paired;
  const starts = [byStart(a.values), byStart(b.values)].map((side) => [...side.values()]);
  const [ofA, ofB] = starts as [Values[], Values[]];
  if (ofA.length > 1 || ofB.length > 1) {
    const means = (side: Values[]) => side.map((values) => meanOf(values, scale));
    return { a: means(ofA), b: means(ofB), kind: 'starts' };
  }
  const all = (values: Values) => values.map(({ value }) => scale(value));
  return { a: all(a.values), b: all(b.values), kind: 'repeats' };
}
