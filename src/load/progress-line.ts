import { z } from 'zod';
import type { LoadProgress } from '../domain/load-plan.ts';

const count = z.number().int().min(0);
const latencySchema = z
  .object({ endsMs: z.array(z.number().positive()), counts: z.array(count), sumMs: z.number().min(0) })
  .refine(({ endsMs, counts }) => counts.length === endsMs.length + 1);
const progressSchema = z.object({
  event: z.literal('progress'),
  tMs: z.number(),
  planned: count,
  claimed: count,
  sent: count,
  done: count,
  ok: count,
  failed: count,
  inFlight: count,
  outputChunks: count,
  outputTokens: z.number().int(),
  ttft: latencySchema,
  tpot: latencySchema,
});

/** Reads a line that the load generator wrote to stdout; null for anything that is no progress. */
export function progressOf(line: string): LoadProgress | null {
  try {
    const { event: _, ...progress } = progressSchema.parse(JSON.parse(line));
    return progress;
  } catch {
    return null;
  }
}
