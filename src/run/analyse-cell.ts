import { join } from 'node:path';
import { writeClientSeries } from '../collect/client-series.ts';
import { collectSamples } from '../collect/collect-samples.ts';
import type { MeasuredCell } from '../domain/engine-result.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import { statisticsSchema } from '../domain/statistics.ts';
import { verdictSchema } from '../domain/verdict.ts';
import { writeJson } from '../results/write-json.ts';
import { computeStatistics } from '../stats/compute.ts';
import { judge } from '../stats/judge.ts';
import type { World } from '../world.ts';
import { readCalibration } from './calibrate.ts';
import { readFairness } from './fairness.ts';

/** Statistics and verdict of a cell, from its samples alone. */
export async function analyseCell(cell: Cell, plan: Plan, runFolder: string, world: World): Promise<MeasuredCell> {
  const folder = join(runFolder, cell.id);
  const samples = await collectSamples(folder, world);
  await writeClientSeries(folder, samples.samples, world);
  const statistics = computeStatistics(cell, plan, samples, await readCalibration(runFolder, world));
  const verdict = judge(statistics, samples, plan, await readFairness(runFolder, plan, world));
  await writeJson(join(folder, 'statistics.json'), statisticsSchema, statistics, world);
  // Last: a cell without a verdict is not a result.
  await writeJson(join(folder, 'verdict.json'), verdictSchema, verdict, world);
  return { statistics, verdict };
}
