import type { ReadyEngine } from '../../domain/engine-life.ts';
import { type GpuDevice, gpuListArguments, readGpuList } from '../../domain/gpu-device.ts';
import type { World } from '../../world.ts';
import { askContainer, askHost } from './ask-smi.ts';

/** GPUs as nvidia-smi lists them: in the engine's container, which sees what the engine sees, else on the host. */
export async function listGpus({ containerId }: Pick<ReadyEngine, 'containerId'>, world: World): Promise<GpuDevice[]> {
  const ask = containerId === null ? askHost(world) : askContainer(containerId, world);
  const { exitCode, output } = await ask(gpuListArguments);
  return exitCode === 0 ? readGpuList(output) : [];
}
