import type { ComparedEngine, Comparison } from '../domain/comparison.ts';
import type { Plan } from '../domain/plan.ts';
import { asDynoError, DynoError } from '../errors.ts';
import { takeLock } from '../results/lock.ts';
import type { World } from '../world.ts';
import { absentEngine } from './absent-engine.ts';
import { compareRuns, type WrittenComparison } from './compare-runs.ts';
import type { RunOptions } from './open-run.ts';
import { interleaved, type Step } from './rounds.ts';
import { type FinishedRun, runUnderLock } from './run-plan.ts';
import { worstExit } from './worst-exit.ts';

/** A run of a sequence that is about to begin. `position` counts from 1. */
export type Turn = Step & { plan: Plan; position: number; of: number; rounds: number };
/** How it ended. Without a folder it was stopped by `errors` before it had one. */
export type TurnEnd = Turn & { finished: FinishedRun | null; errors: DynoError[] };

export type SequenceOptions = {
  run: Omit<RunOptions, 'keyFolder' | 'sequence'>;
  rounds: number;
  /** Write the comparison folder. */
  aggregates: boolean;
  /** Engines that are not run at all; the comparison lists them. */
  absent: ComparedEngine[];
  begin(turn: Turn): void;
  end(turn: TurnEnd): void;
};

export type FinishedSequence = {
  turns: TurnEnd[];
  comparison: WrittenComparison | null;
  /** Errors of the sequence itself; those of its runs are in `turns`. */
  errors: DynoError[];
  exitCode: number;
};

/** Why a sequence ends early: each of these would spoil or fail every run that follows. */
function stopReason({ finished, errors }: TurnEnd, world: World): string | null {
  if (world.stop.aborted) return (world.stop.reason as Error).message;
  if (finished !== null && finished.cleanup?.clean !== true) return 'something of this run could not be removed';
  if (errors.some(({ code }) => code === 'RESULTS_WRITE_FAILED')) return 'results could not be written';
  return null;
}

async function runTurn(turn: Turn, options: SequenceOptions, world: World): Promise<TurnEnd> {
  const { round, rounds, position, of } = turn;
  const runOptions = { ...options.run, keyFolder: null, sequence: { round, rounds, position, of } };
  try {
    const finished = await runUnderLock(turn.plan, runOptions, world);
    return { ...turn, finished, errors: finished.errors };
  } catch (thrown) {
    return { ...turn, finished: null, errors: [asDynoError(thrown)] };
  }
}

/** An engine that never measured anything would only fail again: what it lacks does not come back between rounds. */
function hasGivenNothing(engine: string, turns: TurnEnd[]): boolean {
  return turns.some((turn) => turn.engine === engine && (turn.finished?.result ?? null) === null);
}

type Conducted = {
  turns: TurnEnd[];
  /** What of the sequence did not come to be, in sentences. */
  missing: string[];
  /** Something of a run could not be removed. */
  left: boolean;
};

function sayStep({ engine, round }: Step, rounds: number): string {
  return rounds === 1 ? engine : `${engine} in round ${round}`;
}

/** Runs every turn in order, as long as nothing speaks against the next one. */
async function conduct(turns: Turn[], options: SequenceOptions, world: World): Promise<Conducted> {
  const ended: TurnEnd[] = [];
  const missing: string[] = [];
  for (const [index, turn] of turns.entries()) {
    if (hasGivenNothing(turn.engine, ended)) {
      missing.push(`${sayStep(turn, options.rounds)} was left out: an earlier run of it gave nothing`);
      continue;
    }
    options.begin(turn);
    const end = await runTurn(turn, options, world);
    ended.push(end);
    options.end(end);
    const why = stopReason(end, world);
    if (why !== null) {
      const left = turns.slice(index + 1).map((step) => sayStep(step, options.rounds));
      missing.push(`the sequence ended with ${sayStep(turn, options.rounds)}: ${why}`);
      if (left.length > 0) missing.push(`not started: ${left.join(', ')}`);
      return { turns: ended, missing, left: end.finished !== null && end.finished.cleanup?.clean !== true };
    }
  }
  return { turns: ended, missing, left: false };
}

/** Engines that ended before they had a run folder, for the comparison. */
function withoutFolder(turns: TurnEnd[]): ComparedEngine[] {
  return turns
    .filter(({ finished }) => finished === null)
    .map(({ plan, errors }) =>
      absentEngine(plan, 'failed', errors.map(({ code, message }) => `${code}: ${message}`).join('; ')),
    );
}

function headOf(conducted: Conducted, order: Comparison['order'], options: SequenceOptions) {
  const { command, dynoVersion } = options.run;
  const absent = [...withoutFolder(conducted.turns), ...options.absent];
  return { command, dynoVersion, missing: conducted.missing, rounds: options.rounds, order, absent };
}

async function aggregate(
  conducted: Conducted,
  order: Step[],
  options: SequenceOptions,
  errors: DynoError[],
  world: World,
): Promise<WrittenComparison | null> {
  const folders = conducted.turns.flatMap(({ finished }) => (finished === null ? [] : [finished.folder]));
  if (!options.aggregates || folders.length === 0) return null;
  try {
    return await compareRuns(folders, headOf(conducted, order, options), options.run.resultsDir, world);
  } catch (thrown) {
    errors.push(asDynoError(thrown));
    return null;
  }
}

/** A signal that came during a run is that run's error; one that came between two is told by the sequence. */
function isTold(reason: unknown, turns: TurnEnd[]): boolean {
  const { code } = asDynoError(reason);
  return turns.some(({ errors }) => errors.some((error) => error.code === code));
}

/**
 * Runs several engines one after another on the one code path of `bench`, each isolated and proved clean before the
 * next, and compares them. One lock for the whole sequence. A failing engine does not stop the others; a signal,
 * leavings that cannot be removed and a full disk do, and what was measured up to then is compared all the same.
 * Throws LOCKED; every later error is in the answer.
 */
export async function runAll(plans: Plan[], options: SequenceOptions, world: World): Promise<FinishedSequence> {
  const byName = new Map(plans.map((plan) => [plan.engine.name, plan]));
  const order = interleaved([...byName.keys()], options.rounds);
  const turns = order.flatMap((step, index): Turn[] => {
    const plan = byName.get(step.engine);
    return plan === undefined ? [] : [{ ...step, plan, position: index + 1, of: order.length, rounds: options.rounds }];
  });
  const lock = await takeLock('bench-all', world);
  try {
    const conducted = await conduct(turns, options, world);
    const errors: DynoError[] = [];
    if (conducted.left) {
      errors.push(
        new DynoError('CLEANUP_INCOMPLETE', 'the next engine was not started: the one before left something'),
      );
    }
    const comparison = await aggregate(conducted, order, options, errors, world);
    if (world.stop.aborted && !isTold(world.stop.reason, conducted.turns)) errors.push(asDynoError(world.stop.reason));
    const codes = conducted.turns.map(({ finished, errors: [first] }) => finished?.exitCode ?? first?.exitCode ?? 0);
    const exitCode = worstExit([...codes, ...errors.map((error) => error.exitCode)]);
    return { turns: conducted.turns, comparison, errors, exitCode };
  } finally {
    await lock.release();
  }
}
