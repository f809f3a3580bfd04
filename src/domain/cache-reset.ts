import { z } from 'zod';
import type { Cell, Plan } from './plan.ts';

const count = z.number().int().min(0).nullable();

/** `cache-reset.json` of a cell: whether the engine's prefix cache was emptied before the measured load, and what shows it. */
export const cacheResetSchema = z.strictObject({
  version: z.literal(1),
  state: z
    .enum(['proven', 'answered', 'failed', 'not-done'])
    .describe('answered: the engine says so, and counts no cached tokens that could show it'),
  why: z.string().describe('of a reset that failed or was not done; else empty'),
  answer: z
    .strictObject({ status: z.number().int(), text: z.string(), asked: z.number().int().min(1), tookMs: z.number() })
    .nullable()
    .describe('the last answer to the reset, and how often it was asked for because the engine was busy'),
  cachedTokens: z
    .strictObject({ before: count, after: count, from: z.enum(['usage', 'metrics']) })
    .nullable()
    .describe('prompt tokens out of the cache for one prompt: asked again before the reset, and again after it'),
});
export type CacheReset = z.infer<typeof cacheResetSchema>;

/** Whether a cell's cache is to be emptied, and if not, why. */
export type ResetDecision = { reset: true } | { reset: false; why: string };

const no = (why: string): ResetDecision => ({ reset: false, why });

/**
 * From the first constrained cell on, later ones count their schemas as warm: up to the last of them, an engine that
 * forgets grammars with its cache must keep it.
 */
function wouldCoolSchemas(cell: Cell, { cells, engine }: Plan): boolean {
  if (engine.resetPrefixCache?.clearsGrammars !== true) return false;
  const isMeasured = ({ constraint, purpose }: Cell) => constraint === 'schema' && purpose === 'speed';
  const position = cells.findIndex(({ id }) => id === cell.id);
  return cells.findIndex(isMeasured) < position && position <= cells.findLastIndex(isMeasured);
}

/**
 * What the suite asks for; left open, the cache is emptied where it is on, the engine is ours and has a way. A server
 * that somebody else runs keeps its cache unless the suite says otherwise: others may be using it.
 */
export function decideReset(cell: Cell, plan: Plan): ResetDecision {
  const { engine, suite, target } = plan;
  if (cell.resetCache === false) return no('the suite does not want it');
  if (engine.resetPrefixCache === null) return no(`${engine.name} has no reset`);
  if (cell.purpose === 'enforcement') return no('its speed is not measured');
  if (wouldCoolSchemas(cell, plan)) return no(`${engine.name} would forget grammars that count as warm here`);
  if (cell.resetCache === true) return { reset: true };
  if (!suite.engine.prefixCache) return no('prefix caching is off');
  return target.kind === 'endpoint' ? no('the server belongs to somebody else') : { reset: true };
}

/** A reset for people: "proven: 384 cached prompt tokens of a prompt before it, 0 after". */
export function resetInWords({ state, why, cachedTokens }: CacheReset): string {
  if (state === 'not-done') return `not done: ${why}`;
  if (state === 'failed') return `failed: ${why}`;
  if (state === 'answered') return 'done, by its answer alone: the engine counts no cached tokens';
  return `proven: ${cachedTokens?.before} prompt tokens of a prompt came from the cache before it, ${cachedTokens?.after} after`;
}
