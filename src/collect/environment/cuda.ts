import type { ReadyEngine } from '../../domain/engine-life.ts';
import type { World } from '../../world.ts';

/** The newest CUDA that the driver can serve, from the head of what nvidia-smi shows; 610 and later call it "CUDA UMD Version". */
export function cudaInHeader(output: string): string | null {
  return /\bCUDA (?:UMD )?Version\s*:\s*([\d.]+)/.exec(output)?.[1] ?? null;
}

/** Asked in the engine's container, else on this machine; null without a GPU. */
export async function driverCuda({ containerId }: ReadyEngine, world: World): Promise<string | null> {
  const asked =
    containerId === null
      ? world.processes.run('nvidia-smi', [], { timeoutMs: 10_000 }).then(({ stdout }) => stdout)
      : world.docker.exec(containerId, ['nvidia-smi']).then(({ output }) => output);
  return cudaInHeader(await asked.catch(() => ''));
}
