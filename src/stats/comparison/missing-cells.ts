import { namedMissing } from '../../domain/missing-text.ts';
import type { Cell } from '../../domain/plan.ts';
import type { RunInput } from './contestants.ts';

/** A cell of a run's plan that has no figures, and why. */
export type MissingCell = { cell: Cell; why: string };

const notMeasured = 'it was not measured to its end';

/** The cells that a run should have given and did not: never measured, or left out because their samples are damaged. */
export function missingCells({ plan, result }: Pick<RunInput, 'plan' | 'result'>): MissingCell[] {
  const measured = Object.values(result?.benchmarks ?? {}).flat();
  const there = new Set(measured.map(({ statistics }) => statistics.cell.id));
  const whys = new Map(result?.missing.map(({ cell, why }) => [cell, why]));
  return plan.cells.filter(({ id }) => !there.has(id)).map((cell) => ({ cell, why: whys.get(cell.id) ?? notMeasured }));
}

/** More are not named one by one. */
const mostNamed = 3;

/** "1 of 5 cells missing: throughput/run-1 (…)"; empty where none is. */
export function missingText(run: Pick<RunInput, 'plan' | 'result'>): string {
  const missing = missingCells(run);
  if (missing.length === 0) return '';
  const named = missing.map(({ cell, why }) => ({ cell: cell.id, why }));
  return `${missing.length} of ${run.plan.cells.length} cells missing: ${namedMissing(named, mostNamed)}`;
}
