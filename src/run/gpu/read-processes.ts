import { join } from 'node:path';
import { type GpuProcesses, gpuProcessesSchema } from '../../domain/gpu-processes.ts';
import { readDocument } from '../../results/read-run.ts';
import type { World } from '../../world.ts';
import { gpuProcessesFile } from './snapshots.ts';

/** Who was on the GPU of a run, as far as it has got. Null: nobody looked. Throws RUN_FOLDER_INVALID. */
export async function readGpuProcesses(runFolder: string, world: Pick<World, 'files'>): Promise<GpuProcesses | null> {
  const path = join(runFolder, gpuProcessesFile);
  return (await world.files.exists(path)) ? readDocument(path, gpuProcessesSchema, world) : null;
}
