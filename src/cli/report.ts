import { resolve } from 'node:path';
import { DynoError } from '../errors.ts';
import { compareRuns, isComparison, remakeComparison } from '../run/compare-runs.ts';
import { remakeReport } from '../run/remake-report.ts';
import type { World } from '../world.ts';
import { resultsDir } from './bench.ts';
import { comparisonTable } from './comparison-table.ts';
import type { Parsed } from './parse.ts';
import { dynoVersion } from './version.ts';

/** `dyno report --comparison DIR DIR…`: a new comparison of runs that were made at different times. */
async function newComparison(folders: string[], parsed: Parsed, world: World): Promise<number> {
  if (folders.length < 2) throw new DynoError('USAGE', 'report --comparison wants two or more run folders');
  if (new Set(folders).size < folders.length) throw new DynoError('USAGE', 'report --comparison wants each run once');
  const command = ['./dyno', 'report', '--comparison', ...parsed.operands];
  const head = { command, dynoVersion: await dynoVersion(world), missing: [], rounds: 1, order: [], absent: [] };
  const { folder, comparison, html } = await compareRuns(folders, head, resultsDir(parsed, world), world);
  if (parsed.on('json')) world.terminal.out(`${JSON.stringify({ folder, comparison }, null, 2)}\n`);
  else world.terminal.out(`${comparisonTable(comparison)}\n\ncomparison: ${html}\n`);
  return 0;
}

/** `dyno report DIR…`: runs again from their samples, comparisons from the results of their runs. */
export async function reportCommand(parsed: Parsed, world: World): Promise<number> {
  const folders = parsed.operands.map((folder) => resolve(folder));
  if (folders.length === 0) {
    throw new DynoError('USAGE', 'report wants one or more run folders, e.g. ./dyno report results/2026-…');
  }
  if (parsed.on('comparison')) return newComparison(folders, parsed, world);
  const reports: string[] = [];
  for (const folder of folders) {
    const again = (await isComparison(folder, world)) ? (await remakeComparison(folder, world)).html : null;
    reports.push(again ?? (await remakeReport(folder, world)));
  }
  if (parsed.on('json')) world.terminal.out(`${JSON.stringify({ reports }, null, 2)}\n`);
  else for (const html of reports) world.terminal.out(`report: ${html}\n`);
  return 0;
}
