import { resolve } from 'node:path';
import { plainLines } from '../domain/plain-text.ts';
import type { Plan } from '../domain/plan.ts';
import type { BenchRequest } from '../domain/request.ts';
import { pointInWords } from '../domain/sweep.ts';
import type { RunOptions } from '../run/open-run.ts';
import { type FinishedRun, runPlan } from '../run/run-plan.ts';
import type { World } from '../world.ts';
import { benchRequest } from './bench-request.ts';
import { withKeyFile } from './key-file.ts';
import { withLive } from './live.ts';
import { planRequests } from './make-plan.ts';
import type { Parsed } from './parse.ts';
import { plansJson, plansText } from './plan-text.ts';
import { printError } from './print-error.ts';
import { repeatsTable } from './repeats-table.ts';
import { resultTable } from './result-table.ts';
import { telemetryCostPairs } from './telemetry-cost-pairs.ts';
import { verdictText } from './verdict-text.ts';
import { dynoVersion } from './version.ts';

/** Where run folders go: the flag, else results/ of the repository. */
export function resultsDir(parsed: Parsed, world: World): string {
  return resolve(parsed.text('results-dir') ?? `${world.root}/results`);
}

/** One run as one object; the runs of a sweep as a list. */
function showJson(finished: FinishedRun[], planned: number, world: World): void {
  const shown = finished.map(({ folder, exitCode, result }) => ({ folder, exitCode, result }));
  world.terminal.out(`${JSON.stringify(planned === 1 ? shown[0] : shown, null, 2)}\n`);
}

function showRun(finished: FinishedRun, parsed: Parsed, world: World): void {
  const { terminal } = world;
  for (const error of finished.errors) printError(error, world);
  if (parsed.on('json')) return;
  if (finished.result !== null)
    terminal.out(
      `\n${verdictText(finished.result)}\n\n${resultTable(finished.result)}\n${repeatsTable(finished.result)}\n`,
    );
  if (finished.reportHtml !== null) terminal.out(`report: ${finished.reportHtml}\n`);
  else terminal.err(`kept: ${finished.folder}\n`);
}

/** One plan, or those of a sweep one after another, each shown as it ends. */
async function runEach(plans: Plan[], options: RunOptions, parsed: Parsed, world: World): Promise<FinishedRun[]> {
  const finished: FinishedRun[] = [];
  for (const [index, plan] of plans.entries()) {
    if (plans.length > 1)
      world.terminal.err(`\nrun ${index + 1} of ${plans.length}: ${pointInWords(plan.sweepPoint)}\n`);
    const run = await runPlan(plan, options, world);
    finished.push(run);
    showRun(run, parsed, world);
    if (world.stop.aborted) break;
  }
  return finished;
}

async function bench(
  request: BenchRequest,
  keyFolder: string | null,
  parsed: Parsed,
  args: string[],
  world: World,
): Promise<number> {
  const plans = await planRequests(request, world);
  if (parsed.on('dry-run')) {
    world.terminal.out(`${parsed.on('json') ? plansJson(plans) : plansText(plans)}\n`);
    return 0;
  }
  const options = {
    resultsDir: resultsDir(parsed, world),
    command: ['./dyno', ...args],
    dynoVersion: await dynoVersion(world),
    calibrates: !parsed.on('no-calibration'),
    telemetryCostPairs: telemetryCostPairs(parsed),
    strict: parsed.on('strict'),
    keyFolder,
    sequence: null,
  };
  for (const { variable, value, overruled } of plans[0]?.environment ?? []) {
    if (!overruled) world.terminal.err(`${plainLines(`from the environment: ${variable}=${value}`)}\n`);
  }
  const finished = await withLive(parsed, world, (observe) => runEach(plans, { ...options, observe }, parsed, world));
  if (parsed.on('json')) showJson(finished, plans.length, world);
  // The first run that did not end well decides; the others were measured all the same.
  return finished.find(({ exitCode }) => exitCode !== 0)?.exitCode ?? 0;
}

/** `dyno bench`: plan, run, show. The answer is the exit code. */
export async function benchCommand(parsed: Parsed, args: string[], world: World): Promise<number> {
  return withKeyFile(benchRequest(parsed), world, (request, keyFolder) =>
    bench(request, keyFolder, parsed, args, world),
  );
}
