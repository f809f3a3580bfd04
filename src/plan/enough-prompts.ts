import type { Cell, PlannedDataset } from '../domain/plan.ts';
import type { Suite } from '../domain/suite.ts';
import { DynoError } from '../errors.ts';

/** Prompts that all cells ask from the data set of prompts; json_struct asks those of its schemas, others make theirs. */
export function promptsAsked(cells: Cell[]): number {
  return cells
    .filter(({ test, input, caseId }) => test !== 'json_struct' && input === null && caseId === null)
    .reduce((sum, { requests, batchSize }) => sum + requests * batchSize, 0);
}

/**
 * A suite that wants every prompt asked once at most is held to it. Throws DATASET_INVALID with the count that is
 * there and the count that is asked.
 */
export function checkEnoughPrompts(suite: Suite, cells: Cell[], prompts: PlannedDataset): void {
  const asked = promptsAsked(cells);
  if (suite.dataset.repeats !== 'refuse' || asked <= prompts.count) return;
  throw new DynoError(
    'DATASET_INVALID',
    `${prompts.name} has ${prompts.count} prompts, the plan asks ${asked} and dataset.repeats is "refuse"`,
    {
      hint: 'fewer requests or runs, a larger data set, or dataset.repeats: numbered (repeats get a numbered first line)',
    },
  );
}
