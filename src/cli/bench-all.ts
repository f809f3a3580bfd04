import { plainText } from '../domain/plain-text.ts';
import type { BenchRequest } from '../domain/request.ts';
import { DynoError, exitCodes } from '../errors.ts';
import { type FinishedSequence, runAll, type Turn, type TurnEnd } from '../run/run-all.ts';
import { worstExit } from '../run/worst-exit.ts';
import type { World } from '../world.ts';
import { resultsDir } from './bench.ts';
import { benchRequest } from './bench-request.ts';
import { comparisonTable } from './comparison-table.ts';
import { withLive } from './live.ts';
import type { Parsed } from './parse.ts';
import { plansText } from './plan-text.ts';
import { printError } from './print-error.ts';
import { planSequence, type SequencePlan } from './sequence-plan.ts';
import { telemetryCostPairs } from './telemetry-cost-pairs.ts';
import { dynoVersion } from './version.ts';

/** Names of --engines; null where nobody said. */
function askedNames(parsed: Parsed): string[] | null {
  const names = parsed.list('engines').flatMap((value) => value.split(/[\s,]+/).filter((name) => name !== ''));
  return names.length === 0 ? null : names;
}

function turnTitle({ plan, position, of, round, rounds }: Turn): string {
  const inRound = rounds === 1 ? '' : `, round ${round} of ${rounds}`;
  return `engine ${position} of ${of}${inRound}: ${plan.engine.title} · ${plan.model.name}`;
}

function say(world: World, line: string): void {
  world.terminal.err(`${plainText(line)}\n`);
}

function tellEnd({ engine, finished, errors }: TurnEnd, world: World): void {
  for (const error of errors) printError(error, world);
  const report = finished?.reportHtml ?? null;
  if (report !== null) say(world, `${engine}: ${finished?.result?.validity ?? 'no verdict'}, ${report}`);
  else if (finished !== null) say(world, `${engine}: kept: ${finished.folder}`);
}

function show({ comparison, turns }: FinishedSequence, exitCode: number, parsed: Parsed, world: World): void {
  const { terminal } = world;
  const runs = turns.map(({ engine, round, finished, errors }) => ({
    engine,
    round,
    folder: finished?.folder ?? null,
    exitCode: finished?.exitCode ?? errors[0]?.exitCode ?? 0,
  }));
  if (parsed.on('json')) {
    const { folder = null, comparison: summary = null } = comparison ?? {};
    terminal.out(`${JSON.stringify({ folder, exitCode, runs, comparison: summary }, null, 2)}\n`);
    return;
  }
  if (comparison === null) {
    for (const { folder } of runs) if (folder !== null) terminal.out(`run: ${folder}\n`);
    return;
  }
  terminal.out(`\n${comparisonTable(comparison.comparison)}\n\ncomparison: ${comparison.html}\n`);
}

function showPlan({ plans, absent }: SequencePlan, parsed: Parsed, world: World): number {
  const notRun = absent.map(({ engine, why }) => ({ engine, why }));
  if (parsed.on('json')) world.terminal.out(`${JSON.stringify({ plans, notRun }, null, 2)}\n`);
  else world.terminal.out(`${plansText(plans)}\n`);
  return exitCodes.ok;
}

async function run(sequence: SequencePlan, parsed: Parsed, args: string[], world: World): Promise<number> {
  const options = {
    run: {
      resultsDir: resultsDir(parsed, world),
      command: ['./dyno', ...args],
      dynoVersion: await dynoVersion(world),
      calibrates: !parsed.on('no-calibration'),
      telemetryCostPairs: telemetryCostPairs(parsed),
      strict: parsed.on('strict'),
    },
    rounds: parsed.count('rounds') ?? 1,
    aggregates: !parsed.on('no-aggregation'),
    absent: sequence.absent,
    begin: (turn: Turn) => say(world, turnTitle(turn)),
    end: (turn: TurnEnd) => tellEnd(turn, world),
  };
  const finished = await withLive(parsed, world, (observe) =>
    runAll(sequence.plans, { ...options, run: { ...options.run, observe } }, world),
  );
  for (const error of finished.errors) printError(error, world);
  // Who names an engine wants its figures; of those that Dyno chose by itself, some never fit.
  const unfit = askedNames(parsed) !== null && sequence.absent.length > 0;
  const exitCode = worstExit([finished.exitCode, unfit ? exitCodes.machine : exitCodes.ok]);
  show(finished, exitCode, parsed, world);
  return exitCode;
}

/** `dyno bench-all`: several engines one after another, then one comparison. The answer is the worst exit code. */
export async function benchAllCommand(parsed: Parsed, args: string[], world: World): Promise<number> {
  const request: BenchRequest = benchRequest(parsed);
  const sequence = await planSequence(request, askedNames(parsed), parsed.on('skip-setup'), world);
  for (const { engine, why } of sequence.absent) say(world, `${engine} is not run: ${why}`);
  if (parsed.on('dry-run')) return showPlan(sequence, parsed, world);
  if (sequence.plans.length === 0) {
    const detail = sequence.absent.map(({ engine, why }) => `${engine}: ${why}`);
    throw new DynoError('MACHINE_UNFIT', 'none of the engines can run here', { detail });
  }
  for (const { variable, value, overruled } of sequence.plans[0]?.environment ?? []) {
    if (!overruled) say(world, `from the environment: ${variable}=${value}`);
  }
  return run(sequence, parsed, args, world);
}
