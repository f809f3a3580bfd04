/** A GPU as `nvidia-smi` lists it. */
export type GpuDevice = { index: number; uuid: string; name: string; memoryBytes: number | null };

/** The question; its answer proves a GPU and says how large it is. */
export const gpuQuery = ['nvidia-smi', '--query-gpu=index,uuid,name,memory.total', '--format=csv,noheader,nounits'];

const mebibyte = 1024 ** 2;

/** Reads the answer: a line a GPU, memory in MiB; lines of another shape are no GPUs. */
export function readGpuList(text: string): GpuDevice[] {
  return text.split('\n').flatMap((line) => {
    const [index = '', uuid, name, memory = ''] = line.split(',').map((field) => field.trim());
    if (!/^\d+$/.test(index) || uuid === undefined || name === undefined) return [];
    // "[N/A]" on machines that share their memory with the CPU.
    return [{ index: Number(index), uuid, name, memoryBytes: /^\d+$/.test(memory) ? Number(memory) * mebibyte : null }];
  });
}

/** GPUs in words: `GPU 0: NVIDIA H100 80GB HBM3 (81559 MiB)`. */
export function gpuWords(gpus: GpuDevice[]): string {
  return gpus
    .map(({ index, name, memoryBytes }) => {
      const memory = memoryBytes === null ? 'memory unknown' : `${Math.round(memoryBytes / mebibyte)} MiB`;
      return `GPU ${index}: ${name} (${memory})`;
    })
    .join('; ');
}

/** The GPU that an engine is given by index or UUID (DYNO_GPU; 0 where it is not said); null: not in the list. */
export function givenGpu(gpus: GpuDevice[], wanted: string | undefined): GpuDevice | null {
  const id = wanted === undefined || wanted === '' ? '0' : wanted;
  return gpus.find(({ index, uuid }) => String(index) === id || uuid === id) ?? null;
}
