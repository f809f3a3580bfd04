import { resolve } from 'node:path';
import type { EngineResult } from '../domain/engine-result.ts';
import { plainText } from '../domain/plain-text.ts';
import type { BenchRequest } from '../domain/request.ts';
import { type FinishedRun, runPlan } from '../run/run-plan.ts';
import type { World } from '../world.ts';
import { benchRequest } from './bench-request.ts';
import { withKeyFile } from './key-file.ts';
import { planRequest } from './make-plan.ts';
import type { Parsed } from './parse.ts';
import { planText } from './plan-text.ts';
import { printError } from './print-error.ts';
import { resultTable } from './result-table.ts';
import { dynoVersion } from './version.ts';

/** Where run folders go: the flag, else results/ of the repository. */
export function resultsDir(parsed: Parsed, world: World): string {
  return resolve(parsed.text('results-dir') ?? `${world.root}/results`);
}

/** Every rule that made a cell INVALID: the figures of such a cell are not to be used, so the reason stands with them. */
function whyText(result: EngineResult): string {
  return Object.values(result.benchmarks)
    .flat()
    .flatMap(({ verdict }) => verdict.rules.map((rule) => ({ cell: verdict.cell, ...rule })))
    .filter(({ state }) => state === 'INVALID')
    .map(
      ({ cell, rule, measured, advice }) =>
        `\n${cell} is INVALID by ${rule}: ${plainText(measured)}\n  ${plainText(advice)}\n`,
    )
    .join('');
}

function show(finished: FinishedRun, parsed: Parsed, world: World): void {
  const { terminal } = world;
  for (const error of finished.errors) printError(error, world);
  if (parsed.on('json')) {
    const { folder, exitCode, result } = finished;
    terminal.out(`${JSON.stringify({ folder, exitCode, result }, null, 2)}\n`);
    return;
  }
  if (finished.result !== null) terminal.out(`\n${resultTable(finished.result)}\n${whyText(finished.result)}\n`);
  if (finished.reportHtml !== null) terminal.out(`report: ${finished.reportHtml}\n`);
  else terminal.err(`kept: ${finished.folder}\n`);
}

async function bench(
  request: BenchRequest,
  keyFolder: string | null,
  parsed: Parsed,
  args: string[],
  world: World,
): Promise<number> {
  const plan = await planRequest(request, world);
  if (parsed.on('dry-run')) {
    world.terminal.out(parsed.on('json') ? `${JSON.stringify(plan, null, 2)}\n` : `${planText(plan)}\n`);
    return 0;
  }
  const options = {
    resultsDir: resultsDir(parsed, world),
    command: ['./dyno', ...args],
    dynoVersion: await dynoVersion(world),
    calibrates: !parsed.on('no-calibration'),
    keyFolder,
  };
  const finished = await runPlan(plan, options, world);
  show(finished, parsed, world);
  return finished.exitCode;
}

/** `dyno bench`: plan, run, show. The answer is the exit code. */
export async function benchCommand(parsed: Parsed, args: string[], world: World): Promise<number> {
  return withKeyFile(benchRequest(parsed), world, (request, keyFolder) =>
    bench(request, keyFolder, parsed, args, world),
  );
}
