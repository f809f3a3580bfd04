import { join } from 'node:path';
import type { World } from '../../world.ts';
import { count } from '../format.ts';
import type { ReportData } from '../report-data.ts';
import { type RawPoint, readRawPoints } from './points.ts';

/** Points of a cell: enough to see a shape and its outliers; and of a whole page, so that it stays a page. */
const [mostOfCell, mostOfPage] = [2_000, 20_000];

/** The requests of a cell as the page draws them, and where all of them lie. */
export type RawCell = { id: string; shown: string; href: string; points: RawPoint[] };

/** The raw points of every cell whose samples lie there, one cell after another: no more is held than is shown. */
export async function rawCells(folder: string, { result }: ReportData, world: World): Promise<RawCell[]> {
  const cells = Object.values(result.benchmarks).flat();
  const most = Math.min(mostOfCell, Math.floor(mostOfPage / Math.max(1, cells.length)));
  const found: RawCell[] = [];
  for (const { statistics } of cells) {
    const { id } = statistics.cell;
    const path = join(folder, id, 'requests.jsonl');
    if (!(await world.files.exists(path))) continue;
    const { points, ok } = await readRawPoints(path, most, world);
    const shown =
      points.length === ok
        ? `all ${count(ok)} ok requests`
        : `${count(points.length)} of ${count(ok)} ok requests: drawn with a fixed seed, the fastest and slowest kept`;
    const href = [...id.split('/'), 'requests.jsonl'].map(encodeURIComponent).join('/');
    found.push({ id, shown, href, points });
  }
  return found;
}
