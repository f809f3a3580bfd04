import { ttftMs } from '../domain/request-metrics.ts';
import type { Sample } from '../domain/sample.ts';
import type { AskedRequest } from '../domain/sample-set.ts';
import type { Statistics } from '../domain/statistics.ts';
import { describe } from './distribution.ts';

/**
 * TTFT of requests that showed the engine a schema for the first time (cold: the grammar must be compiled) against
 * those that repeated one. Null where the cell has no such distinction.
 */
export function coldWarm(ok: Sample[], items: Map<string, AskedRequest>): Statistics['cold'] {
  const known = ok.filter((sample) => (items.get(sample.id)?.meta.cold ?? null) !== null);
  if (known.length === 0) return null;
  const ttfts = (cold: boolean) =>
    describe(known.filter((sample) => items.get(sample.id)?.meta.cold === cold).map(ttftMs));
  return { ttftMs: ttfts(true), warmTtftMs: ttfts(false) };
}
