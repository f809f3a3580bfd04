import { type SweepReport, sweep } from '../cleanup/sweep.ts';
import { exitCodes } from '../errors.ts';
import type { World } from '../world.ts';
import { resultsDir } from './bench.ts';
import type { Parsed } from './parse.ts';

function sweepText({ dryRun, dockerSkipped, removed, left, aborted }: SweepReport): string {
  const verb = dryRun ? 'would remove' : 'removed';
  const lines = [
    ...(dockerSkipped === null ? [] : [`Docker was not looked at: ${dockerSkipped}`]),
    ...removed.map((what) => `${verb} ${what}`),
    ...aborted.map((folder) => `${dryRun ? 'would mark' : 'marked'} as aborted: ${folder}`),
    ...left.map(({ what, why, command }) => `left ${what}: ${why}${command === null ? '' : `; by hand: ${command}`}`),
  ];
  return lines.length === 0 ? 'nothing to clean' : lines.join('\n');
}

/** `dyno clean`: removes what killed runs left. Exit 8 when something could not be removed. */
export async function cleanCommand(parsed: Parsed, world: World): Promise<number> {
  const options = { resultsDir: resultsDir(parsed, world), dryRun: parsed.on('dry-run'), all: parsed.on('all') };
  const report = await sweep(options, world);
  world.terminal.out(parsed.on('json') ? `${JSON.stringify(report, null, 2)}\n` : `${sweepText(report)}\n`);
  return report.left.some(({ command }) => command !== null) ? exitCodes.cleanup : exitCodes.ok;
}
