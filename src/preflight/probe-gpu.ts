import { purposeLabel, runLabels } from '../domain/labels.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { type GpuDevice, gpuQuery, gpuWords, readGpuList } from './gpu-list.ts';

type Probe = { usable: boolean; why: string; gpus: GpuDevice[] };

type ProbeWorld = Pick<World, 'docker' | 'processes' | 'host' | 'clock'>;

const limitMs = 60_000;
const intervalMs = 100;
/** The GPU was handed over, and only then was there nothing in the image to run or to run it with. */
const noCommandInside = /executable file not found|no such file or directory/i;

async function createProbe(image: string, world: ProbeWorld): Promise<string> {
  const { pid, hostname } = world.host;
  const owner = { host: hostname, pid, startTicks: world.processes.startTicks(pid) ?? '0' };
  const name = `dyno-gpu-probe-${pid}-${Math.round(world.clock.monotonicMs())}`;
  return world.docker.createContainer(name, {
    Image: image,
    Entrypoint: gpuQuery,
    Cmd: [],
    Labels: { ...runLabels(name, owner), [purposeLabel]: 'probe' },
    HostConfig: {
      NetworkMode: 'none',
      DeviceRequests: [{ Driver: 'nvidia', Count: -1, Capabilities: [['gpu']] }],
    },
  });
}

async function awaitExit(id: string, world: ProbeWorld): Promise<number | null> {
  const deadlineMs = world.clock.monotonicMs() + limitMs;
  while (world.clock.monotonicMs() < deadlineMs) {
    const state = await world.docker.inspect(id);
    if (state === null || !state.running) return state?.exitCode ?? null;
    await world.clock.sleep(intervalMs);
  }
  return null;
}

async function output(id: string, world: ProbeWorld): Promise<string> {
  const lines: string[] = [];
  await world.docker.followLogs(id, (line) => lines.push(line), AbortSignal.timeout(limitMs));
  return lines.join('\n');
}

async function run(id: string, world: ProbeWorld): Promise<Probe> {
  await world.docker.start(id);
  const exitCode = await awaitExit(id, world);
  const text = await output(id, world);
  const gpus = readGpuList(text);
  if (exitCode === 0 && gpus.length > 0) return { usable: true, why: gpuWords(gpus), gpus };
  return { usable: false, why: `nvidia-smi in a container ended with ${exitCode}: ${text}`, gpus };
}

/** The daemon's own words, without what was being done: of a probe nobody wants to know its number. */
function refusal({ message }: DynoError): string {
  return `Docker has no NVIDIA GPU to give (${message.replace(/^Docker refused to [^:]*: /, '')})`;
}

/** Runs `nvidia-smi` in a container that asks for every GPU, and removes it. Throws DOCKER_* only. */
export async function probeGpu(image: string, world: ProbeWorld): Promise<Probe> {
  let id: string | null = null;
  try {
    id = await createProbe(image, world);
    return await run(id, world);
  } catch (error) {
    if (!(error instanceof DynoError) || error.code.startsWith('DOCKER_')) throw error;
    const handedOver = error.code === 'ENGINE_START_FAILED' && noCommandInside.test(error.message);
    return handedOver
      ? { usable: true, why: 'Docker hands a GPU to a container', gpus: [] }
      : { usable: false, why: refusal(error), gpus: [] };
  } finally {
    if (id !== null) await world.docker.removeContainer(id);
  }
}
