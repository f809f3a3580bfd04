import type { EngineDefinition } from '../domain/engine-definition.ts';
import type { World } from '../world.ts';
import { dockerProblems } from './docker.ts';
import { findGpu, type Gpu } from './gpu.ts';
import { serviceImage } from './service-image.ts';

export type RunsHere = { runsHere: boolean; why: string };

const asked = new WeakMap<World['docker'], Promise<Gpu>>();

/** The GPU is looked for once a process: the answer is the same for every engine, and the proof costs a container. */
function findGpuOnce(world: World): Promise<Gpu> {
  const answer = asked.get(world.docker) ?? findGpu(null, world);
  asked.set(world.docker, answer);
  return answer;
}

/** Can this engine be run on this machine as its definition says, and if not, why not? */
export async function canRunHere(engine: EngineDefinition, world: World): Promise<RunsHere> {
  const image = await serviceImage(`compose/${engine.service}.yaml`, engine.service, {}, world);
  if (image === null) return { runsHere: true, why: 'for a server that already runs: --endpoint URL' };
  const problems = await dockerProblems(world);
  if (problems.length > 0) return { runsHere: false, why: problems.map(({ message }) => message).join('; ') };
  if (engine.needs === 'nvidia-gpu') {
    const gpu = await findGpuOnce(world);
    return { runsHere: gpu.usable, why: gpu.why };
  }
  if (image.builtHere && (await world.docker.inspectImage(image.reference)) === null) {
    return {
      runsHere: false,
      why: `its image ${image.reference} is not built yet: make setup, or sh engines/${engine.service}/build.sh`,
    };
  }
  return { runsHere: true, why: 'on the CPU, in a container' };
}
