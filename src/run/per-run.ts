import { join } from 'node:path';
import type { MeasuredCell } from '../domain/engine-result.ts';
import { environmentSchema } from '../domain/environment.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import { runSchema } from '../domain/run.ts';
import type { SampleSet } from '../domain/sample-set.ts';
import { readDocument } from '../results/read-run.ts';
import { perRunLines } from '../stats/per-run.ts';
import type { World } from '../world.ts';

/** In the folder of each cell that asks a case, and all of them at the top of the run. */
const fileName = 'per_run.jsonl';

/** Writes a line for each repetition of a case; other cells have none. */
export async function writePerRun(cell: Cell, plan: Plan, set: SampleSet, runFolder: string, world: World) {
  if (cell.caseId === null) return;
  const run = await readDocument(join(runFolder, 'run.json'), runSchema, world);
  const environment = await readDocument(join(runFolder, 'env.json'), environmentSchema, world);
  const lines = perRunLines(cell, plan, set, run, environment);
  await world.files.writeAtomic(
    join(runFolder, cell.id, fileName),
    lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
}

/** Puts the repetitions of all cells into one file, in the order of the run; nothing where no cell asks a case. */
export async function mergePerRun(cells: readonly MeasuredCell[], runFolder: string, world: World): Promise<void> {
  const asking = cells.map(({ statistics }) => statistics.cell).filter(({ caseId }) => caseId !== null);
  if (asking.length === 0) return;
  const parts: string[] = [];
  for (const { id } of asking) parts.push(await world.files.readText(join(runFolder, id, fileName)));
  await world.files.writeAtomic(join(runFolder, fileName), parts.join(''));
}
