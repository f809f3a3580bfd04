import type { Plan, Target } from '../domain/plan.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { diskProblem, gb } from './disk.ts';
import { dockerInfo, dockerProblems } from './docker.ts';
import { findGpu } from './gpu.ts';
import { givenGpu } from './gpu-list.ts';
import { cacheNote, gpuMemoryProblem, hostMemoryProblem } from './memory.ts';
import { gateProblem, isCached, offlineProblems } from './model-files.ts';
import { serviceImage } from './service-image.ts';

type Container = Extract<Target, { kind: 'container' }>;

/** What Docker needs beside an image that is here already, and for one that is still to be pulled. */
const imageNeedsBytes = { present: 500e6, cpu: 3e9, 'nvidia-gpu': 40e9 };

/** Folder of Docker on this machine; null for a remote engine, whose folder is not here. */
async function dockerRoot(world: World): Promise<string | null> {
  const folder = await dockerInfo('{{.DockerRootDir}}', world);
  return folder !== null && (await world.files.exists(folder)) ? folder : null;
}

/** Room for the image and the weights where they are still to come. */
async function dockerDiskProblem(
  plan: Plan,
  here: { root: string | null; image: boolean; model: boolean | null },
  world: World,
): Promise<DynoError | null> {
  if (here.root === null) return null;
  const imageBytes = imageNeedsBytes[here.image ? 'present' : plan.engine.needs];
  const modelBytes = here.model === true ? 0 : (plan.model.sizes?.diskBytes ?? 0);
  const what = modelBytes === 0 ? 'Docker' : `Docker, with ${gb(modelBytes)} for ${plan.model.name},`;
  return diskProblem(here.root, imageBytes + modelBytes, what, world);
}

/** An image of ours: which script builds it, because `make setup` leaves out the large ones. */
function imageMissing(reference: string, service: string): DynoError {
  const hint = `run make setup, or: sh engines/${service}/build.sh`;
  return new DynoError('IMAGE_MISSING', `${reference} is built on this machine and is not here`, { hint });
}

/** The GPU, and whether the model fits it; what does not stop a run is said. */
async function gpuProblem(plan: Plan, target: Container, image: string | null, world: World) {
  const found = await findGpu(image, world);
  if (!found.usable) return new DynoError('GPU_NONE', `${plan.engine.title} needs an NVIDIA GPU: ${found.why}`);
  const gpu = givenGpu(found.gpus, target.variables);
  const unknown = gpu?.memoryBytes == null || plan.model.sizes === null;
  const note = unknown ? `memory: whether ${plan.model.name} fits is unknown, not checked` : cacheNote(plan, gpu);
  if (note !== null) world.terminal.err(`${note}\n`);
  return gpuMemoryProblem(plan, gpu);
}

/** Why the container of a plan cannot be run here; null entries are checks that went well. Throws nothing of its own. */
export async function containerProblems(plan: Plan, target: Container, world: World): Promise<(DynoError | null)[]> {
  const problems = await dockerProblems(world);
  // Without an engine the rest cannot be known.
  if (problems.some(({ code }) => code !== 'COMPOSE_MISSING')) return problems;
  const image = await serviceImage(target.composeFile, target.service, target.variables, world);
  const imageHere = image !== null && (await world.docker.inspectImage(image.reference)) !== null;
  const root = await dockerRoot(world);
  const modelHere = await isCached(plan, root, world);
  const offline =
    image === null || image.builtHere
      ? []
      : offlineProblems(plan, target, { reference: image.reference, here: imageHere }, modelHere);
  return [
    ...problems,
    image?.builtHere && !imageHere ? imageMissing(image.reference, target.service) : null,
    ...offline,
    await gateProblem(plan, target, modelHere, world),
    plan.engine.needs === 'nvidia-gpu' ? await gpuProblem(plan, target, image?.reference ?? null, world) : null,
    root === null ? null : hostMemoryProblem(plan, world.host.memoryBytes),
    await dockerDiskProblem(plan, { root, image: imageHere, model: modelHere }, world),
  ];
}
