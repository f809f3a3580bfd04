import type { GpuDevice } from '../domain/gpu-device.ts';
import type { Plan } from '../domain/plan.ts';
import { DynoError } from '../errors.ts';
import { gb } from './disk.ts';

type Memory = Pick<Plan, 'engine' | 'model' | 'suite'>;

/** Bytes that one token keeps in the cache, and the arithmetic in words; null: the model does not say. */
function cachePerToken({ model, suite }: Memory): { bytes: number; words: string } | null {
  if (model.kv === null) return null;
  const { layers, heads, headDim } = model.kv;
  const elementBytes = suite.engine.kvCacheDtype.startsWith('fp8') ? 1 : 2;
  const words = `2 × ${layers} layers × ${heads} heads × ${headDim} × ${elementBytes} bytes a token`;
  return { bytes: 2 * layers * heads * headDim * elementBytes, words };
}

/**
 * Does the model fit the GPU? Needed at least: the weights, and the cache of one sequence of full length. Both must
 * fit into the share of memory that the suite allows; the rest is left to activations and graphs.
 * @returns the error MODEL_TOO_BIG with its arithmetic; null where it fits or where a size is unknown
 */
export function gpuMemoryProblem(plan: Memory, gpu: GpuDevice | null): DynoError | null {
  const { model, suite } = plan;
  const cache = cachePerToken(plan);
  if (model.sizes === null || gpu === null || gpu.memoryBytes === null) return null;
  const { contextLength, memoryShare } = suite.engine;
  const sequenceBytes = (cache?.bytes ?? 0) * contextLength;
  const needed = model.sizes.weightsBytes + sequenceBytes;
  const allowed = memoryShare * gpu.memoryBytes;
  if (needed <= allowed) return null;
  const arithmetic = [
    `weights ${gb(model.sizes.weightsBytes)}${model.sizes.estimated ? ' (estimated)' : ''}`,
    `+ cache of one sequence of ${contextLength} tokens ${gb(sequenceBytes)} (${cache?.words ?? 'unknown, left out'})`,
    `= ${gb(needed)}; allowed: engine.memoryShare ${memoryShare} × ${gpu.name} ${gb(gpu.memoryBytes)} = ${gb(allowed)}`,
  ];
  return new DynoError('MODEL_TOO_BIG', `${model.name} does not fit the GPU: ${arithmetic.join(' ')}`);
}

/** How many sequences of full length the cache holds, where that is fewer than the suite asks for; else null. */
export function cacheNote(plan: Memory, gpu: GpuDevice | null): string | null {
  const { model, suite } = plan;
  const cache = cachePerToken(plan);
  if (model.sizes === null || cache === null || !gpu?.memoryBytes) return null;
  const { contextLength, maxNumSeqs, memoryShare } = suite.engine;
  const forCache = memoryShare * gpu.memoryBytes - model.sizes.weightsBytes;
  const sequences = Math.floor(forCache / (cache.bytes * contextLength));
  if (sequences >= maxNumSeqs) return null;
  return (
    `memory: after the weights about ${gb(forCache)} are left for the cache, room for ${sequences} sequences of ` +
    `${contextLength} tokens; ${maxNumSeqs} shorter ones may run at once`
  );
}

/** Main memory: compiling engines need a multiple of the weights, CPU engines hold the weights in it. */
export function hostMemoryProblem(plan: Memory, hostBytes: number): DynoError | null {
  const { engine, model } = plan;
  const times = engine.hostMemoryPerWeights ?? (engine.needs === 'cpu' ? 1 : null);
  if (times === null || model.sizes === null) return null;
  const needed = times * model.sizes.weightsBytes;
  if (needed <= hostBytes) return null;
  const arithmetic = `${times} × weights ${gb(model.sizes.weightsBytes)} = ${gb(needed)}`;
  return new DynoError(
    'MODEL_TOO_BIG',
    `${engine.name} with ${model.name} needs ${arithmetic} of main memory; this machine has ${gb(hostBytes)}`,
    { hint: 'take a smaller model, or a machine with more memory' },
  );
}
