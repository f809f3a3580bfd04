import { readSmi, smiArguments, smiBytes } from './nvidia-smi.ts';

/** A GPU as `nvidia-smi` lists it. `memoryBytes` is null on machines that share their memory with the CPU. */
export type GpuDevice = {
  index: number;
  uuid: string;
  name: string;
  memoryBytes: number | null;
  driver: string | null;
};

const fields = ['index', 'uuid', 'name', 'memory.total', 'driver_version'] as const;

/** Arguments of `nvidia-smi` that list GPUs; the answer proves a GPU and says how large it is. */
export const gpuListArguments = smiArguments('gpu', fields);

/** Reads the answer to `gpuListArguments`; lines of another shape are no GPUs. */
export function readGpuList(output: string): GpuDevice[] {
  return readSmi(output, fields).flatMap(({ index, uuid, name, driver_version, ...rest }) =>
    index === null || !/^\d+$/.test(index) || uuid === null || name === null
      ? []
      : [{ index: Number(index), uuid, name, memoryBytes: smiBytes(rest['memory.total']), driver: driver_version }],
  );
}

/** The GPU that an engine is given, by index or UUID: DYNO_GPU, else the first. */
export function wantedGpu(variables: Record<string, string>): string {
  return variables.DYNO_GPU || '0';
}
