import { z } from 'zod';

/** Phases that engines tell of, by one name for all of them: name -> what has happened at its end. */
export const startupPhases = {
  processStarted: 'the program runs and has read its settings',
  engineConfigured: 'the engine has resolved model and settings',
  workerStarted: 'the process that computes is up; only now weights are read',
  weightsConverted: 'the checkpoint was converted for the compiler',
  engineCompiled: 'an engine, or the graph of the model, was compiled',
  weightsLoaded: 'the weights are in memory',
  kvCacheAllocated: 'the KV cache has its memory',
  kernelsTuned: 'kernels were tried out and chosen',
  graphsCaptured: 'CUDA graphs were captured',
  engineInitialised: 'the engine can compute',
  serverListening: 'the HTTP server listens',
  warmedUp: "the engine's own warm-up is over",
} as const;
export type StartupPhase = keyof typeof startupPhases;

export const startupPhaseSchema = z.enum(Object.keys(startupPhases) as [StartupPhase, ...StartupPhase[]]);

/** What an engine itself says that a phase took. */
export const toldPhaseSchema = z.strictObject({
  phase: startupPhaseSchema,
  tookMs: z.number(),
  readFrom: z.string().describe('log line, metric or endpoint'),
});
export type ToldPhase = z.infer<typeof toldPhaseSchema>;
