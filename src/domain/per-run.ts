import { z } from 'zod';

const number = z.number().nullable();
const text = z.string().nullable();

/** A line of `per_run.jsonl`: one repetition of a case, with all that one must know to set it beside another. */
export const perRunSchema = z.strictObject({
  case: z.string(),
  run: z.number().int().describe('of the cell, from 1'),
  repeat: z.number().int().describe('within the run, from 1'),
  at: z.string().describe('ISO time of the send'),
  promptTokens: number.describe('by usage'),
  cachedTokens: number.describe('of the prompt, that the engine took from a cache; null: it does not say'),
  newTokens: z.number().int().describe('tokens asked for'),
  outputTokens: number.describe('by usage'),
  ttftMs: number,
  tpotMs: number,
  e2eMs: number,
  tokensPerS: number.describe('output tokens / E2E'),
  outcome: z.string(),
  finishReason: text,
  error: text,
  engine: z.string(),
  engineVersion: text,
  simulated: z.boolean(),
  model: z.string(),
  image: text.describe('digest, or id of an image built here; null: no container'),
  device: text.describe('GPU, or processor; null: the server is not on this machine'),
  driver: text.describe('of the GPU'),
  dynoVersion: z.string(),
});
export type PerRun = z.infer<typeof perRunSchema>;
