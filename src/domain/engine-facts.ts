import { z } from 'zod';

/** What decides figures though no suite asks for it: name -> what it is. */
export const engineFacts = {
  kvCacheTokens: 'tokens that fit into the KV cache',
  dtype: 'type of the weights that are not quantised',
  quantization: 'quantisation of the weights',
  maxBatchedTokens: 'tokens computed in one step at most',
  attentionBackend: 'attention kernels',
  moeBackend: 'kernels of the experts',
  overlapScheduling: 'the next step is scheduled while one runs',
  jsonBackend: 'what enforces JSON schemas',
  samplingDefaults: 'where sampling values come from that a request leaves out',
  topK: 'top-k where a request has none',
  minP: 'min-p where a request has none',
  torch: 'version of PyTorch',
} as const;
export type EngineFact = keyof typeof engineFacts;

export const engineFactSchema = z.enum(Object.keys(engineFacts) as [EngineFact, ...EngineFact[]]);
