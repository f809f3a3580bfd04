import { resolve } from 'node:path';
import { DynoError } from '../errors.ts';
import { remakeReport } from '../run/remake-report.ts';
import type { World } from '../world.ts';
import type { Parsed } from './parse.ts';

/** `dyno report DIR…`: numbers and reports again from the samples alone. */
export async function reportCommand(parsed: Parsed, world: World): Promise<number> {
  if (parsed.operands.length === 0) {
    throw new DynoError('USAGE', 'report wants one or more run folders, e.g. ./dyno report results/2026-…');
  }
  const reports: string[] = [];
  for (const folder of parsed.operands) reports.push(await remakeReport(resolve(folder), world));
  if (parsed.on('json')) world.terminal.out(`${JSON.stringify({ reports }, null, 2)}\n`);
  else for (const html of reports) world.terminal.out(`report: ${html}\n`);
  return 0;
}
