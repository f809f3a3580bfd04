import { join } from 'node:path';
import { collectSamples } from '../collect/collect-samples.ts';
import { startTelemetry } from '../collect/telemetry.ts';
import type { ReadyEngine } from '../domain/engine-life.ts';
import type { MeasuredCell } from '../domain/engine-result.ts';
import type { Cell } from '../domain/plan.ts';
import { statisticsSchema } from '../domain/statistics.ts';
import { verdictSchema } from '../domain/verdict.ts';
import { buildWorkload } from '../load/build-workload.ts';
import { runLoad, warmUp } from '../load/run-load.ts';
import { writeJson } from '../results/write-json.ts';
import { computeStatistics } from '../stats/compute.ts';
import { judge } from '../stats/judge.ts';
import type { World } from '../world.ts';
import type { Session } from './session.ts';

/** Measures one cell: warm up, load while telemetry looks on, collect, compute, judge. The verdict is written last. */
export async function runCell(cell: Cell, engine: ReadyEngine, session: Session, world: World): Promise<MeasuredCell> {
  const { plan, run, record, progress } = session;
  const folder = join(run.folder, cell.id);
  const workload = await buildWorkload(cell, plan, world);
  const telemetry = await startTelemetry(engine, plan, folder, world);
  const input = {
    engine,
    cell,
    plan,
    run,
    folder,
    workload,
    onProgress: progress.update,
    onClient: telemetry.setClient,
  };
  try {
    await record.enter('warming');
    await warmUp(input, world);
    await record.enter('loading');
    await runLoad(input, world);
  } finally {
    await telemetry.stop();
  }
  await record.enter('analysing');
  const samples = await collectSamples(folder, world);
  const statistics = computeStatistics(cell, plan, samples);
  const verdict = judge(statistics, samples, plan);
  await writeJson(join(folder, 'statistics.json'), statisticsSchema, statistics, world);
  await writeJson(join(folder, 'verdict.json'), verdictSchema, verdict, world);
  return { statistics, verdict };
}
