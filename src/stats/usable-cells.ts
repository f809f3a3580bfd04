import type { Verdict } from '../domain/verdict.ts';

/** INVALID cells say nothing; where there are others, only those are used. */
export function usableCells<T extends { verdict: Pick<Verdict, 'state'> }>(cells: T[]): T[] {
  const good = cells.filter(({ verdict }) => verdict.state !== 'INVALID');
  return good.length > 0 ? good : cells;
}
