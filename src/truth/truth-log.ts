import { z } from 'zod';
import type { World } from '../world.ts';

/** A line of the simulator's truth log. Instants: CLOCK_MONOTONIC, nanoseconds; null: it never happened. */
const truthSchema = z.object({
  id: z.string(),
  receivedNs: z.number().describe('the complete request arrived: its receive stamp where the kernel gave one'),
  firstTokenNs: z.number().nullable(),
  lastTokenNs: z.number().nullable(),
  endNs: z.number(),
  tokenNs: z.array(z.number()).describe('just before the write of each token-bearing chunk'),
  chunks: z.number().int(),
  tokens: z.number().int(),
  lateMaxNs: z.number().describe('largest delay of a chunk behind its due time'),
  blockedSends: z.number().int().describe('chunks that were due while the client had not read the ones before'),
  outcome: z.string(),
});
export type Truth = z.infer<typeof truthSchema>;

/** What really happened to every request, by its name. */
export async function readTruth(path: string, world: Pick<World, 'files'>): Promise<Map<string, Truth>> {
  const truths = new Map<string, Truth>();
  for await (const line of world.files.lines(path)) {
    const truth = truthSchema.parse(JSON.parse(line));
    if (truths.has(truth.id)) throw new Error(`${path}: ${truth.id} was answered twice`);
    truths.set(truth.id, truth);
  }
  return truths;
}
