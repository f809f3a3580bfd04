import { join } from 'node:path';
import type { Plan } from '../domain/plan.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { diskProblem } from './disk.ts';
import { dockerInfo, dockerProblems } from './docker.ts';
import { findGpu } from './gpu.ts';
import { serviceImage } from './service-image.ts';

const resultsNeedBytes = 500e6;
/** What Docker needs beside an image that is here already, and for one that is still to be pulled. */
const dockerNeedsBytes = { present: 500e6, cpu: 3e9, 'nvidia-gpu': 40e9 };

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

async function dockerDiskProblem(plan: Plan, present: boolean, world: World): Promise<DynoError | null> {
  const folder = await dockerInfo('{{.DockerRootDir}}', world);
  // A remote engine's folder is not on this machine.
  if (folder === null || !(await world.files.exists(folder))) return null;
  return diskProblem(folder, dockerNeedsBytes[present ? 'present' : plan.engine.needs], 'Docker', world);
}

/** An image of ours: which script builds it, because `make setup` leaves out the large ones. */
function imageMissing(reference: string, service: string): DynoError {
  const hint = `run make setup, or: sh engines/${service}/build.sh`;
  return new DynoError('IMAGE_MISSING', `${reference} is built on this machine and is not here`, { hint });
}

async function containerProblems(plan: Plan, world: World): Promise<Problems> {
  if (plan.target.kind !== 'container') return [];
  const problems = await dockerProblems(world);
  // Without an engine the rest cannot be known.
  if (problems.some(({ code }) => code !== 'COMPOSE_MISSING')) return problems;
  const { composeFile, service, variables } = plan.target;
  const image = await serviceImage(composeFile, service, variables, world);
  const present = image !== null && (await world.docker.inspectImage(image.reference)) !== null;
  if (image?.builtHere && !present) {
    problems.push(imageMissing(image.reference, service));
  }
  if (plan.engine.needs === 'nvidia-gpu') {
    const gpu = await findGpu(image?.reference ?? null, world);
    if (!gpu.usable) problems.push(new DynoError('GPU_NONE', `${plan.engine.title} needs an NVIDIA GPU: ${gpu.why}`));
  }
  return [...problems, await dockerDiskProblem(plan, present, world)];
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
 * Throws the first problem's code with all reasons: TOOL_MISSING, DOCKER_*, COMPOSE_MISSING, IMAGE_MISSING, GPU_NONE,
 * DISK_LOW, RESULTS_WRITE_FAILED.
 */
export async function checkMachine(plan: Plan, resultsDir: string, world: World): Promise<void> {
  const found = [
    ...(await toolProblems(plan, world)),
    ...(await containerProblems(plan, world)),
    await diskProblem(resultsDir, resultsNeedBytes, 'a run', world),
    await writeProblem(resultsDir, world),
  ];
  const error = together(found.filter((problem) => problem !== null));
  if (error !== null) throw error;
}
