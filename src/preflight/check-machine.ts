import { join } from 'node:path';
import type { Plan } from '../domain/plan.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { containerProblems } from './check-container.ts';
import { diskProblem } from './disk.ts';

const resultsNeedBytes = 500e6;

type Problems = (DynoError | null)[];

async function toolProblems(plan: Plan, world: World): Promise<Problems> {
  const needed = [join(world.root, '.tools/k6')];
  if (plan.target.kind === 'process') needed.push(plan.target.command);
  const checks = needed.map(async (path) =>
    (await world.files.exists(path)) ? null : new DynoError('TOOL_MISSING', `${path} is not there`),
  );
  return Promise.all(checks);
}

/** Permission bits do not tell it (root, read-only mounts, quotas): something is really written. */
async function writeProblem(resultsDir: string, world: World): Promise<DynoError | null> {
  const probe = join(resultsDir, `.write-probe-${world.host.pid}`);
  try {
    await world.files.makeFolder(resultsDir);
    await world.files.writeAtomic(probe, 'x');
    return null;
  } catch (error) {
    if (error instanceof DynoError) return error;
    throw error;
  } finally {
    await world.files.remove(probe).catch(() => undefined);
  }
}

/** One error of many: the first decides code and exit code, all are told with what mends them. */
function together(problems: DynoError[]): DynoError | null {
  const [first] = problems;
  if (first === undefined || problems.length === 1) return first ?? null;
  const detail = problems.map(({ code, message, hint }) => `${code}: ${message} (${hint})`);
  return new DynoError(first.code, `this machine is not fit, for ${problems.length} reasons`, {
    hint: 'mend what is listed; ./dyno doctor looks again',
    detail,
  });
}

/**
 * Is this machine fit for the plan? Looks at everything before it answers.
 * Throws the first problem's code with all reasons: TOOL_MISSING, DOCKER_*, COMPOSE_MISSING, IMAGE_MISSING,
 * OFFLINE_MISSING, MODEL_GATED, GPU_NONE, MODEL_TOO_BIG, DISK_LOW, RESULTS_WRITE_FAILED.
 */
export async function checkMachine(plan: Plan, resultsDir: string, world: World): Promise<void> {
  const found = [
    ...(await toolProblems(plan, world)),
    ...(plan.target.kind === 'container' ? await containerProblems(plan, plan.target, world) : []),
    await diskProblem(resultsDir, resultsNeedBytes, 'a run', world),
    await writeProblem(resultsDir, world),
  ];
  const error = together(found.filter((problem) => problem !== null));
  if (error !== null) throw error;
}
