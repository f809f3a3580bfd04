import { join } from 'node:path';
import { unreadSheet } from '../collect/fairness-sheet.ts';
import { type FairnessSheet, fairnessSheetSchema } from '../domain/fairness.ts';
import type { Plan } from '../domain/plan.ts';
import { readDocument } from '../results/read-run.ts';
import type { World } from '../world.ts';

export const fairnessFile = 'fairness.json';

/**
 * The fairness sheet of a run; of a run that has none, what its plan alone can say. Throws RUN_FOLDER_INVALID where it
 * is broken.
 */
export async function readFairness(runFolder: string, plan: Plan, world: Pick<World, 'files'>): Promise<FairnessSheet> {
  const path = join(runFolder, fairnessFile);
  return (await world.files.exists(path)) ? readDocument(path, fairnessSheetSchema, world) : unreadSheet(plan);
}
