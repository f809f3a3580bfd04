import { join } from 'node:path';
import type { LoadPlan } from '../domain/load-plan.ts';
import { asDynoError, DynoError } from '../errors.ts';
import type { Child, ChildExit, World } from '../world.ts';
import { engineTrouble, watchEngine } from './engine-watch.ts';
import { startK6 } from './k6-process.ts';
import { drainAfterDurationMs } from './load-plan.ts';
import { progressOf } from './progress-line.ts';
import { findRejection, isFinding, rejectedAfter, rejectionInWords } from './rejection.ts';
import type { Sender } from './run-load.ts';

/** On top of the drain time: k6 itself needs a moment to wind down. */
const windDownMs = 10_000;

/** Hands progress on, and tells once when the engine refuses everything. Ends when k6 says no more. */
async function followProgress(
  input: Sender,
  plan: LoadPlan,
  child: Child,
  world: World,
  onRejected: (reason: DynoError) => void,
): Promise<void> {
  let looked = false;
  for await (const line of child.stdoutLines) {
    const progress = progressOf(line);
    if (progress === null) continue;
    input.onProgress(progress);
    if (looked || progress.ok > 0 || progress.failed < rejectedAfter) continue;
    looked = true;
    const rejection = await findRejection(plan.records, world);
    if (rejection === null || isFinding(rejection, input.cell)) continue;
    // A dead engine refuses everything too, and its own end is the better reason.
    onRejected((await engineTrouble(input.engine)) ?? new DynoError('REQUEST_REJECTED', rejectionInWords(rejection)));
  }
}

/** Asks k6 to stop (records are written), and kills it where it does not. */
async function stopK6(child: Child, plan: LoadPlan, world: World): Promise<void> {
  child.kill('SIGINT');
  const ended = new AbortController();
  const exit = child.exit.catch(() => undefined).then(() => ended.abort());
  // A load that time ends by plan may drain for long; who asked for a stop does not want to wait for that.
  await world.clock.sleep(Math.min(plan.drainMs, drainAfterDurationMs) + windDownMs, ended.signal);
  if (!ended.signal.aborted) child.kill('SIGKILL');
  await exit;
}

function whenAborted(signal: AbortSignal, until: AbortSignal): Promise<DynoError | null> {
  if (signal.aborted) return Promise.resolve(asDynoError(signal.reason));
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(asDynoError(signal.reason)), { once: true, signal: until });
    until.addEventListener('abort', () => resolve(null), { once: true });
  });
}

/**
 * Runs k6 on a load plan to its end, or to the first reason to end it early: the user's stop, an engine that died,
 * an engine that refuses everything. The reason is thrown after k6 has written what it has.
 */
export async function superviseK6(input: Sender, plan: LoadPlan, folder: string, world: World): Promise<ChildExit> {
  world.stop.throwIfAborted();
  const cpuSet = input.engine.cpuSets.loadGenerator;
  const child = await startK6({ planPath: join(folder, 'load.json'), plan, folder, cpuSet }, input.run, world);
  input.onClient(child.pid);
  const over = new AbortController();
  const rejected = Promise.withResolvers<DynoError>();
  const progress = followProgress(input, plan, child, world, rejected.resolve);
  try {
    const stopped = whenAborted(world.stop, over.signal);
    const died = watchEngine(input.engine, world, over.signal);
    const first = await Promise.race([child.exit, stopped, died, rejected.promise]);
    if (!(first instanceof DynoError)) return await child.exit;
    await stopK6(child, plan, world);
    throw first;
  } finally {
    over.abort();
    await progress;
  }
}
