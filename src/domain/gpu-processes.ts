import { z } from 'zod';

const gpuProcessSchema = z.strictObject({
  pid: z.number().int().describe("its number on Docker's machine"),
  name: z.string().nullable(),
  memoryBytes: z.number().nullable(),
  ours: z.boolean().describe("runs in a container of this run; false: somebody else's"),
});
export type GpuProcess = z.infer<typeof gpuProcessSchema>;

const snapshotSchema = z.strictObject({
  when: z.enum(['before', 'cell-begin', 'cell-end', 'after']).describe('after: when everything was removed'),
  cell: z.string().nullable(),
  unixMs: z.number(),
  askedIn: z.enum(['host', 'container']).nullable().describe('where nvidia-smi ran; null: it could be asked nowhere'),
  memoryUsedBytes: z.number().nullable().describe('of the whole GPU, by whomever'),
  processes: z.array(gpuProcessSchema).nullable().describe('that compute on the GPU; null: not known'),
});
export type GpuSnapshot = z.infer<typeof snapshotSchema>;

/** `gpu-processes.json`: who was on the engine's GPU before, during and after the run. */
export const gpuProcessesSchema = z.strictObject({
  version: z.literal(1),
  device: z.string().describe('index or UUID of the GPU, as the engine was given it'),
  snapshots: z.array(snapshotSchema),
});
export type GpuProcesses = z.infer<typeof gpuProcessesSchema>;

/** The proof that the GPU is as it was. */
export const gpuCheckSchema = z.strictObject({
  processes: z.array(z.string()).describe('of this run that still are on the GPU, as "pid name"'),
  memoryBeforeBytes: z.number().nullable(),
  memoryAfterBytes: z.number().nullable(),
  memoryBack: z.boolean().nullable().describe("back to where it was, but for what others took; null: can't be told"),
});
export type GpuCheck = z.infer<typeof gpuCheckSchema>;

/** Memory used may differ a little without a process; a context that is left holds some hundred MiB. */
const slackBytes = 200 * 1024 ** 2;

function usedByOurselves({ memoryUsedBytes, processes }: GpuSnapshot): number | null {
  const others = processes?.filter(({ ours }) => !ours) ?? null;
  if (memoryUsedBytes === null || others === null || others.some(({ memoryBytes }) => memoryBytes === null))
    return null;
  return others.reduce((rest, { memoryBytes }) => rest - (memoryBytes ?? 0), memoryUsedBytes);
}

function isBack(before: GpuSnapshot, after: GpuSnapshot): boolean | null {
  const { memoryUsedBytes: was } = before;
  const { memoryUsedBytes: is } = after;
  if (was === null || is === null) return null;
  if (is <= was + slackBytes) return true;
  const [ownWas, ownIs] = [usedByOurselves(before), usedByOurselves(after)];
  return ownWas === null || ownIs === null ? null : ownIs <= ownWas + slackBytes;
}

/** Compares the GPU before and after a run. `ownPids`: processes that were seen to be the run's. */
export function checkGpu(before: GpuSnapshot, after: GpuSnapshot, ownPids: ReadonlySet<number>): GpuCheck {
  const left = after.processes?.filter(({ pid }) => ownPids.has(pid)) ?? [];
  return {
    processes: left.map(({ pid, name }) => `${pid} ${name ?? 'process'}`),
    memoryBeforeBytes: before.memoryUsedBytes,
    memoryAfterBytes: after.memoryUsedBytes,
    memoryBack: isBack(before, after),
  };
}

/** Nothing of the run is left on the GPU, as far as can be told. */
export function isGpuClean(check: GpuCheck | null): boolean {
  return check === null || (check.processes.length === 0 && check.memoryBack !== false);
}
