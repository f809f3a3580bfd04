import { z } from 'zod';
import { gpuCheckSchema } from './gpu-processes.ts';
import { runClockSchema } from './run-clock.ts';
import { toldPhaseSchema } from './startup.ts';

/** Stages a run goes through; `state` of `run.json` is always the one it is in or ended in. */
export const runStates = [
  'preflight',
  'starting',
  'ready',
  'warming',
  'loading',
  'analysing',
  'reporting',
  'cleaning',
  'done',
  'aborted',
] as const;
export type RunState = (typeof runStates)[number];

/** Who runs: enough to tell whether that process still lives. */
export const ownerSchema = z.strictObject({
  host: z.string(),
  pid: z.number().int(),
  startTicks: z.string().describe('start time of the process in kernel ticks: a pid alone may be reused'),
});
export type Owner = z.infer<typeof ownerSchema>;

/** An error as results keep it. */
export const recordedErrorSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  at: z.string().describe('ISO time'),
});
export type RecordedError = z.infer<typeof recordedErrorSchema>;

/** The proof that nothing was left behind. Null: not looked at, because the run never got there. */
export const cleanupCheckSchema = z.strictObject({
  checkedAt: z.string(),
  containers: z.array(z.string()),
  networks: z.array(z.string()),
  volumes: z.array(z.string()),
  processes: z.array(z.string()),
  gpu: gpuCheckSchema.nullable().default(null).describe('null: the run used no GPU, or nobody could look'),
  clean: z.boolean(),
});
export type CleanupCheck = z.infer<typeof cleanupCheckSchema>;

/** A start-up phase and how long it took. */
export const phaseSchema = z.strictObject({
  phase: z.string(),
  startedAtMs: z.number().describe('offset on the run clock'),
  endedAtMs: z.number(),
  source: z.enum(['docker', 'log', 'probe']),
});
export type Phase = z.infer<typeof phaseSchema>;

/** `run.json`: state and identity of a run. */
export const runSchema = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  state: z.enum(runStates),
  title: z
    .string()
    .describe('heads the report, e.g. "llama.cpp server (CPU) · dyno-1m" or "simulated engine, no container"'),
  startedAt: z.string(),
  clock: runClockSchema
    .nullable()
    .default(null)
    .describe('ties the offsets of the run to wall time; null: the run is older than that'),
  endedAt: z.string().nullable(),
  dynoVersion: z.string(),
  gitCommit: z.string().nullable(),
  planHash: z.string(),
  owner: ownerSchema,
  command: z.array(z.string()).describe('arguments that make the same run again'),
  image: z.strictObject({ reference: z.string(), id: z.string(), digest: z.string().nullable() }).nullable(),
  profiled: z.boolean().default(false).describe('a profiler was on: not for comparison'),
  networkPath: z.string().nullable().describe('how requests reached the engine'),
  sequence: z
    .strictObject({
      round: z.number().int().min(1),
      rounds: z.number().int().min(1),
      position: z.number().int().min(1).describe('of this run in the whole sequence'),
      of: z.number().int().min(1),
    })
    .nullable()
    .default(null)
    .describe('its place among the runs of one bench-all; null: a run of its own'),
  startup: z.array(phaseSchema).describe('phases from the start of the run to the first streamed token'),
  startupTold: z.array(toldPhaseSchema).default([]).describe('what the engine itself says that its phases took'),
  cellsDone: z.array(z.string()),
  errors: z.array(recordedErrorSchema),
  cleanup: cleanupCheckSchema.nullable(),
  exitCode: z.number().int().nullable(),
});
export type Run = z.infer<typeof runSchema>;
