import { type GpuDevice, wantedGpu } from '../domain/gpu-device.ts';

const mebibyte = 1024 ** 2;

/** GPUs in words: `GPU 0: NVIDIA H100 80GB HBM3 (81559 MiB)`. */
export function gpuWords(gpus: GpuDevice[]): string {
  return gpus
    .map(({ index, name, memoryBytes }) => {
      const memory = memoryBytes === null ? 'memory unknown' : `${Math.round(memoryBytes / mebibyte)} MiB`;
      return `GPU ${index}: ${name} (${memory})`;
    })
    .join('; ');
}

/** The GPU that an engine is given; null: not in the list. */
export function givenGpu(gpus: GpuDevice[], variables: Record<string, string>): GpuDevice | null {
  const id = wantedGpu(variables);
  return gpus.find(({ index, uuid }) => String(index) === id || uuid === id) ?? null;
}
