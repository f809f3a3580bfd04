import { resolve } from 'node:path';
import type { Verdict } from '../domain/verdict.ts';
import { DynoError, exitCodes } from '../errors.ts';
import { readReported } from '../results/read-finished.ts';
import { compareRuns, isComparison, remakeComparison, type WrittenComparison } from '../run/compare-runs.ts';
import { exitOfVerdict } from '../run/exit-of-verdict.ts';
import { remakeReport } from '../run/remake-report.ts';
import { worstExit } from '../run/worst-exit.ts';
import type { World } from '../world.ts';
import { resultsDir } from './bench.ts';
import { comparisonTable } from './comparison-table.ts';
import type { Parsed } from './parse.ts';
import { verdictText } from './verdict-text.ts';
import { dynoVersion } from './version.ts';

/** `dyno report --comparison DIR DIR…`: a new comparison of runs that were made at different times. */
async function newComparison(folders: string[], parsed: Parsed, world: World): Promise<number> {
  if (folders.length < 2) throw new DynoError('USAGE', 'report --comparison wants two or more run folders');
  if (new Set(folders).size < folders.length) throw new DynoError('USAGE', 'report --comparison wants each run once');
  for (const folder of folders) await readReported(folder, world);
  const command = ['./dyno', 'report', '--comparison', ...parsed.operands];
  const head = { command, dynoVersion: await dynoVersion(world), missing: [], rounds: 1, order: [], absent: [] };
  const made = await compareRuns(folders, head, resultsDir(parsed, world), world);
  const { folder, comparison, html } = made;
  if (parsed.on('json')) world.terminal.out(`${JSON.stringify({ folder, comparison }, null, 2)}\n`);
  else world.terminal.out(`${comparisonTable(comparison)}\n\ncomparison: ${html}\n`);
  return strictExit(ofComparison(made), parsed);
}

/** What a report that was made again says: its verdicts, its page, and the words that go before the page's path. */
type Made = { verdicts: (Verdict['state'] | null)[]; html: string; text: string };

function ofComparison({ comparison, html }: WrittenComparison): Made {
  return { verdicts: comparison.engines.map(({ validity }) => validity), html, text: '' };
}

async function makeAgain(folder: string, world: World): Promise<Made> {
  if (await isComparison(folder, world)) return ofComparison(await remakeComparison(folder, world));
  const { result, html } = await remakeReport(folder, world);
  return { verdicts: [result.validity], html, text: `${verdictText(result)}\n` };
}

/** A report that could be made is no failure, whatever it says; with --strict its verdict decides. */
function strictExit({ verdicts }: Made, parsed: Parsed): number {
  return parsed.on('strict') ? worstExit(verdicts.map((one) => exitOfVerdict(one, true))) : exitCodes.ok;
}

/** `dyno report DIR…`: runs again from their samples, comparisons from the results of their runs. */
export async function reportCommand(parsed: Parsed, world: World): Promise<number> {
  if (parsed.operands.includes('')) throw new DynoError('USAGE', 'report was given a folder without a name');
  const folders = parsed.operands.map((folder) => resolve(folder));
  if (folders.length === 0) {
    throw new DynoError('USAGE', 'report wants one or more run folders, e.g. ./dyno report results/2026-…');
  }
  if (parsed.on('comparison')) return newComparison(folders, parsed, world);
  const made: Made[] = [];
  for (const folder of folders) {
    const one = await makeAgain(folder, world);
    made.push(one);
    if (!parsed.on('json')) world.terminal.out(`${one.text}report: ${one.html}\n`);
  }
  if (parsed.on('json')) {
    world.terminal.out(`${JSON.stringify({ reports: made.map(({ html }) => html) }, null, 2)}\n`);
  }
  return worstExit(made.map((one) => strictExit(one, parsed)));
}
