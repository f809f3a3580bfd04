import { join } from 'node:path';
import { cachedTokensCounter } from '../collect/engine-metrics.ts';
import type { OnReading } from '../collect/sampler.ts';
import { startTelemetry } from '../collect/telemetry.ts';
import type { ReadyEngine } from '../domain/engine-life.ts';
import type { Cell } from '../domain/plan.ts';
import type { Workloads } from '../load/build-workload.ts';
import { resetCache } from '../load/cache-reset/reset-cache.ts';
import { withProfiler } from '../load/profiler/with-profiler.ts';
import { runLoad, warmUp } from '../load/run-load.ts';
import { keepCellHashes } from '../results/file-hashes.ts';
import type { AnalysedCell } from '../stats/repeats/latencies.ts';
import type { World } from '../world.ts';
import { analyseCell } from './analyse-cell.ts';
import type { Session } from './session.ts';

const nobody = () => undefined;

/** Measures one cell: warm up, empty the cache, load while telemetry looks on, collect, compute, judge. The verdict is written last. */
export async function runCell(
  cell: Cell,
  engine: ReadyEngine,
  workloads: Workloads,
  session: Session,
  world: World,
): Promise<AnalysedCell> {
  const { plan, run, record, progress, observe } = session;
  const folder = join(run.folder, cell.id);
  const workload = await workloads.of(cell);
  const input = { engine, cell, plan, run, folder, workload, onProgress: progress.update };
  await session.gpu?.look('cell-begin', cell.id);
  await record.enter('warming');
  await warmUp({ ...input, onProgress: progress.warmUp, onClient: nobody }, world);
  const cachedTotal = cachedTokensCounter(engine, plan, world);
  const { state, why } = await resetCache({ ...input, cachedTotal, onProgress: nobody, onClient: nobody }, world);
  if (state === 'failed') progress.say(`the prefix cache was not emptied before ${cell.id}: ${why}`);
  await record.enter('loading');
  // After the warm-up, so that counters of the engine are read over the measured load alone.
  const onReading: OnReading = (file, row, raw) => observe({ kind: 'reading', reading: { file, row, raw } });
  const gpu = session.gpu?.source() ?? null;
  const telemetry = await startTelemetry(engine, plan, folder, { clock: run.clock, gpu }, world, onReading);
  try {
    await withProfiler(input, () => runLoad({ ...input, onClient: telemetry.setClient }, world), world);
  } finally {
    await telemetry.stop();
  }
  await session.gpu?.look('cell-end', cell.id);
  await record.enter('analysing');
  await keepCellHashes(folder, world);
  return analyseCell(cell, plan, run, world);
}
