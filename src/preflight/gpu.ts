import { delimiter, join } from 'node:path';
import { type GpuDevice, gpuListArguments, readGpuList } from '../domain/gpu-device.ts';
import type { World } from '../world.ts';
import { dockerInfo } from './docker.ts';
import { probeGpu } from './probe-gpu.ts';

export type Gpu = {
  usable: boolean;
  /** What was seen, in words. */
  why: string;
  /** GPUs of Docker's machine; empty where they could not be listed. */
  gpus: GpuDevice[];
};

type GpuWorld = Pick<World, 'docker' | 'processes' | 'files' | 'env' | 'host' | 'clock'>;

/** Images that set-up builds; any image will do for the probe. */
const probeImages = ['dyno/llamacpp:dev', 'dyno/sim:dev'];
const toolkitCommands = ['nvidia-container-runtime-hook', 'nvidia-ctk'];

/** GPUs that the driver of this machine shows; empty without driver or GPU. */
export async function hostGpus(world: Pick<World, 'processes'>): Promise<GpuDevice[]> {
  try {
    const { exitCode, stdout } = await world.processes.run('nvidia-smi', gpuListArguments, { timeoutMs: 15_000 });
    return exitCode === 0 ? readGpuList(stdout) : [];
  } catch {
    // No such command: no driver.
    return [];
  }
}

/** A remote Docker Engine's GPUs are not those of this machine. */
function isElsewhere({ env }: Pick<World, 'env'>): boolean {
  return (env.DOCKER_HOST ?? '') !== '' && !env.DOCKER_HOST?.startsWith('unix:');
}

/** A sign that Docker can hand out GPUs: a runtime, a CDI device, or the toolkit's commands. None of them is proof. */
async function toolkitSign(world: GpuWorld): Promise<string | null> {
  const runtimes = (await dockerInfo('{{json .Runtimes}}', world)) ?? '';
  if (runtimes.includes('"nvidia"')) return 'Docker has the runtime nvidia';
  const all = (await dockerInfo('{{json .}}', world)) ?? '';
  if (/nvidia\.com\/gpu/.test(all)) return 'Docker has CDI devices of NVIDIA';
  for (const folder of (world.env.PATH ?? '').split(delimiter)) {
    for (const command of toolkitCommands) {
      if (await world.files.exists(join(folder, command))) return `${join(folder, command)} is installed`;
    }
  }
  return null;
}

async function firstPresent(images: string[], world: GpuWorld): Promise<string | null> {
  for (const image of images) if ((await world.docker.inspectImage(image)) !== null) return image;
  return null;
}

/** Signs instead of proof, for a machine that has no image yet to make a container of. */
async function judgeBySigns(world: GpuWorld): Promise<Gpu> {
  const [gpus, toolkit] = await Promise.all([isElsewhere(world) ? [] : hostGpus(world), toolkitSign(world)]);
  const names = gpus.map(({ name }) => name).join(', ');
  if (toolkit === null) {
    const seen = gpus.length > 0 ? `the driver shows ${names}, but` : 'no GPU is seen, and';
    return { usable: false, why: `${seen} Docker has no NVIDIA container toolkit`, gpus };
  }
  if (gpus.length === 0 && !isElsewhere(world)) {
    return { usable: false, why: `${toolkit}, but nvidia-smi shows no GPU`, gpus };
  }
  return { usable: true, why: `${toolkit}${gpus.length > 0 ? `, the driver shows ${names}` : ''}`, gpus };
}

/**
 * Can Docker give a container an NVIDIA GPU? A container is the only proof; where no image is here yet to make one
 * of, the signs decide and the engine's own start is the proof. Needs a Docker Engine that answers (DOCKER_*).
 * @param image preferred for the probe, e.g. the engine's own
 */
export async function findGpu(image: string | null, world: GpuWorld): Promise<Gpu> {
  const present = await firstPresent([...(image === null ? [] : [image]), ...probeImages], world);
  if (present === null) return judgeBySigns(world);
  const probed = await probeGpu(present, world);
  // Handed over, but nothing in the image could list it: the driver of this machine can.
  if (!probed.usable || probed.gpus.length > 0 || isElsewhere(world)) return probed;
  return { ...probed, gpus: await hostGpus(world) };
}
