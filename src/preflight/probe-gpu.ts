import { type GpuDevice, gpuListArguments, readGpuList } from '../domain/gpu-device.ts';
import { purposeLabel, runLabels } from '../domain/labels.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { gpuWords } from './gpu-list.ts';

type Probe = { usable: boolean; why: string; gpus: GpuDevice[] };

type ProbeWorld = Pick<World, 'docker' | 'processes' | 'host' | 'clock'>;

/** The GPU was handed over, and only then was there nothing in the image to run or to run it with. */
const noCommandInside = /executable file not found|no such file or directory/i;

async function run(image: string, world: ProbeWorld): Promise<Probe> {
  const { pid, hostname } = world.host;
  const owner = { host: hostname, pid, startTicks: world.processes.startTicks(pid) ?? '0' };
  const name = `dyno-gpu-probe-${pid}-${Math.round(world.clock.monotonicMs())}`;
  const { exitCode, output } = await world.docker.runOnce(name, {
    Image: image,
    Entrypoint: ['nvidia-smi', ...gpuListArguments],
    Cmd: [],
    Labels: { ...runLabels(name, owner), [purposeLabel]: 'probe' },
    HostConfig: {
      NetworkMode: 'none',
      DeviceRequests: [{ Driver: 'nvidia', Count: -1, Capabilities: [['gpu']] }],
    },
  });
  const gpus = readGpuList(output);
  if (exitCode === 0 && gpus.length > 0) return { usable: true, why: gpuWords(gpus), gpus };
  return { usable: false, why: `nvidia-smi in a container ended with ${exitCode}: ${output}`, gpus };
}

/** The daemon's own words, without what was being done: of a probe nobody wants to know its number. */
function refusal({ message }: DynoError): string {
  return `Docker has no NVIDIA GPU to give (${message.replace(/^Docker refused to [^:]*: /, '')})`;
}

/** Runs `nvidia-smi` in a container that asks for every GPU, and removes it. Throws DOCKER_* only. */
export async function probeGpu(image: string, world: ProbeWorld): Promise<Probe> {
  try {
    return await run(image, world);
  } catch (error) {
    if (!(error instanceof DynoError) || error.code.startsWith('DOCKER_')) throw error;
    const handedOver = error.code === 'ENGINE_START_FAILED' && noCommandInside.test(error.message);
    return handedOver
      ? { usable: true, why: 'Docker hands a GPU to a container', gpus: [] }
      : { usable: false, why: refusal(error), gpus: [] };
  }
}
