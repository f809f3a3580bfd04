import { join } from 'node:path';
import { type EngineResult, engineResultSchema } from '../domain/engine-result.ts';
import { runSchema } from '../domain/run.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { type CellSeries, readCellSeries } from './series.ts';

/** What reports are made from: the result, and the time series of its cells by cell id. */
export type ReportData = { result: EngineResult; series: Map<string, CellSeries> };

async function readResult(folder: string, world: World): Promise<EngineResult> {
  const names = (await world.files.list(folder)).filter((name) => name.endsWith('.json'));
  for (const name of names.filter((candidate) => !['run.json', 'env.json'].includes(candidate))) {
    const parsed = engineResultSchema.safeParse(JSON.parse(await world.files.readText(join(folder, name))));
    if (parsed.success) return parsed.data;
  }
  const run = runSchema.safeParse(JSON.parse(await world.files.readText(join(folder, 'run.json'))));
  const why = run.success
    ? `its run ended in state ${run.data.state} before any cell was whole`
    : 'its run.json is broken';
  throw new DynoError('RUN_FOLDER_INVALID', `${folder} has no result to report: ${why}`);
}

/** Reads a run folder. Throws RUN_FOLDER_INVALID where it holds no result. */
export async function readReportData(folder: string, world: World): Promise<ReportData> {
  const result = await readResult(folder, world);
  const cells = Object.values(result.benchmarks).flat();
  const entries = cells.map(async ({ statistics: { cell } }) => {
    return [cell.id, await readCellSeries(join(folder, cell.id), result.run.clock, world)] as const;
  });
  return { result, series: new Map(await Promise.all(entries)) };
}
