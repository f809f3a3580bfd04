import { join } from 'node:path';
import type { MeasuredCell } from '../domain/engine-result.ts';
import type { WorkItem } from '../domain/load-plan.ts';
import type { Cell } from '../domain/plan.ts';
import { buildWorkload } from '../load/build-workload.ts';
import { runLoad, warmUp } from '../load/run-load.ts';
import { analyseCell } from '../run/analyse-cell.ts';
import { exampleCell, examplePlan } from './example-cell.ts';
import { exampleRunContext, startSim } from './sim-engine.ts';
import { testWorld } from './test-world.ts';

/** A cell that was measured for a test: its folder, what was asked, what came of it. */
export type MeasuredForTest = MeasuredCell & { folder: string; asked: WorkItem[] };

/** Measures one cell against a simulator of its own, with the real load generator and all stages after it. */
export async function measureCell(simArgs: string[], change: Partial<Cell>): Promise<MeasuredForTest> {
  const world = testWorld();
  const sim = await startSim(simArgs, world);
  try {
    const cell = exampleCell(change);
    const plan = examplePlan([cell]);
    const run = exampleRunContext();
    const workload = await buildWorkload(cell, plan, world, { engine: sim.engine, say: () => undefined });
    const folder = join(run.folder, cell.id);
    const quiet = { onProgress: () => undefined, onClient: () => undefined };
    const input = { engine: sim.engine, cell, plan, run, folder, workload, ...quiet };
    await warmUp(input, world);
    await runLoad(input, world);
    return { ...(await analyseCell(cell, plan, run, world)), folder, asked: workload.measured };
  } finally {
    await sim.stop();
  }
}
