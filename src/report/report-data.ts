import { join } from 'node:path';
import type { EngineResult } from '../domain/engine-result.ts';
import type { World } from '../world.ts';
import { type CellSeries, readCellSeries } from './series.ts';

/** What reports are made from: the result, and the time series of its cells by cell id. */
export type ReportData = { result: EngineResult; series: Map<string, CellSeries> };

/** The series of a result's cells, from its run folder. */
export async function readReportData(
  folder: string,
  result: EngineResult,
  world: Pick<World, 'files'>,
): Promise<ReportData> {
  const cells = Object.values(result.benchmarks).flat();
  const entries = cells.map(async ({ statistics: { cell } }) => {
    return [cell.id, await readCellSeries(join(folder, cell.id), result.run.clock, world)] as const;
  });
  return { result, series: new Map(await Promise.all(entries)) };
}
