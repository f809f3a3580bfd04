import { join } from 'node:path';
import { cleanupError, removeRun } from '../cleanup/remove-run.ts';
import { sweep } from '../cleanup/sweep.ts';
import { type EngineResult, engineResultSchema, resultFile } from '../domain/engine-result.ts';
import { isGpuClean } from '../domain/gpu-processes.ts';
import type { Plan } from '../domain/plan.ts';
import type { CleanupCheck } from '../domain/run.ts';
import { wallTime } from '../domain/run-clock.ts';
import { asDynoError, type DynoError } from '../errors.ts';
import { checkMachine } from '../preflight/check-machine.ts';
import { writeReport } from '../report/write-report.ts';
import { keepRunHashes } from '../results/file-hashes.ts';
import { takeLock } from '../results/lock.ts';
import { writeJson } from '../results/write-json.ts';
import type { World } from '../world.ts';
import { engineResult, worstVerdict } from './engine-result.ts';
import { exitOfVerdict } from './exit-of-verdict.ts';
import { type Measured, measure } from './measure.ts';
import { type OpenRun, openRun, type RunOptions } from './open-run.ts';
import { mergePerRun } from './per-run.ts';
import type { Session } from './session.ts';

/** How a run ended. `errors` is empty for a run that went to its end; the first one decides the exit code. */
export type FinishedRun = {
  folder: string;
  result: EngineResult | null;
  reportHtml: string | null;
  /** The proof that nothing is left; null: it could not be looked at. */
  cleanup: CleanupCheck | null;
  errors: DynoError[];
  exitCode: number;
};

/** Runs one step that must not stop the ones after it; what it throws is kept. */
async function attempt<T>(errors: DynoError[], session: Session, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (thrown) {
    const error = asDynoError(thrown);
    // A full disk fails every write that follows as well: to be told once is enough.
    if (errors.some(({ code }) => code === error.code)) return null;
    errors.push(error);
    await session.record.addError(error).catch(() => undefined);
    return null;
  }
}

/** Removes all that the run made, and proves it. */
async function clean(session: Session, world: World): Promise<void> {
  const { run, record } = session;
  const removed = await removeRun(run.id, run.folder, world);
  const gpu = (await session.gpu?.check()) ?? null;
  const check = { ...removed, gpu, clean: removed.clean && isGpuClean(gpu) };
  await record.update({ cleanup: check });
  const error = cleanupError(check);
  if (error !== null) throw error;
}

function exitCodeOf(errors: DynoError[], { cells }: Measured, { strict }: Session): number {
  return errors[0]?.exitCode ?? exitOfVerdict(worstVerdict(cells), strict);
}

/** Writes ENGINE.json and the reports; null where no cell was measured. */
async function report(session: Session, measured: Measured, errors: DynoError[], world: World) {
  const { record, run, plan } = session;
  await record.enter('reporting');
  await record.update({
    endedAt: wallTime(run.clock, run.elapsedMs()).toISOString(),
    exitCode: exitCodeOf(errors, measured, session),
  });
  const final = { ...record.current(), state: errors.length === 0 ? ('done' as const) : ('aborted' as const) };
  const result = engineResult(
    plan,
    measured.environment,
    measured.cells,
    final,
    measured.calibration,
    measured.fairness,
  );
  if (result === null) return null;
  await mergePerRun(measured.cells, run.folder, world);
  await writeJson(join(run.folder, resultFile(plan)), engineResultSchema, result, world);
  await keepRunHashes(run.folder, resultFile(plan), world);
  return { result, html: (await writeReport(run.folder, result, world)).html };
}

/** A signal that came when there was nothing left to stop still decides how the run ended. */
async function noticeStop(errors: DynoError[], session: Session, world: World): Promise<void> {
  if (errors.length === 0) await attempt(errors, session, async () => world.stop.throwIfAborted());
}

/** Measures, then cleans up and reports whatever happened: every step gets its turn, the first error decides. */
async function conduct({ session, watchdog, close }: OpenRun, world: World): Promise<FinishedRun> {
  const errors: DynoError[] = [];
  const measured: Measured = { environment: null, fairness: null, calibration: null, cells: [] };
  await attempt(errors, session, () => measure(session, measured, world));
  // On its own: a full disk must not keep a container.
  await attempt(errors, session, () => session.record.enter('cleaning'));
  await attempt(errors, session, () => clean(session, world));
  await noticeStop(errors, session, world);
  let reported = await attempt(errors, session, () => report(session, measured, errors, world));
  const before = errors.length;
  await noticeStop(errors, session, world);
  // Result and report say themselves how the run ended.
  if (errors.length > before) reported = await attempt(errors, session, () => report(session, measured, errors, world));
  const state = errors.length === 0 ? 'done' : 'aborted';
  await attempt(errors, session, () =>
    session.record.update({ state, exitCode: exitCodeOf(errors, measured, session) }),
  );
  session.observe({ kind: 'end', state, reportPath: reported?.html ?? null });
  watchdog.done();
  await close();
  return {
    folder: session.run.folder,
    result: reported?.result ?? null,
    reportHtml: reported?.html ?? null,
    cleanup: session.record.current().cleanup,
    errors,
    exitCode: exitCodeOf(errors, measured, session),
  };
}

/** Removes what killed runs left, so that it neither disturbs nor is taken for ours. */
async function sweepBefore(resultsDir: string, world: World): Promise<void> {
  const swept = await sweep({ resultsDir, dryRun: false, all: false }, world);
  for (const what of swept.removed) world.terminal.err(`removed what a killed run left: ${what}\n`);
  for (const folder of swept.aborted) world.terminal.err(`marked as aborted: ${folder}\n`);
}

/** Runs a plan; the caller holds the machine's lock. Otherwise as `runPlan`. */
export async function runUnderLock(plan: Plan, options: RunOptions, world: World): Promise<FinishedRun> {
  await sweepBefore(options.resultsDir, world);
  await checkMachine(plan, options.resultsDir, world);
  return conduct(await openRun(plan, options, world), world);
}

/**
 * Runs a plan from the first check to the proof that nothing is left. Throws DynoError only for what stops it before
 * a run folder exists (LOCKED, machine not fit, results not writable); all later errors are in the answer.
 */
export async function runPlan(plan: Plan, options: RunOptions, world: World): Promise<FinishedRun> {
  const lock = await takeLock(`${plan.engine.name}_${plan.model.name}`, world);
  try {
    return await runUnderLock(plan, options, world);
  } finally {
    await lock.release();
  }
}
