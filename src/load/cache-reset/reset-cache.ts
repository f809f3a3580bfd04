import { join } from 'node:path';
import { type CacheReset, cacheResetSchema, decideReset } from '../../domain/cache-reset.ts';
import type { Cell, Plan } from '../../domain/plan.ts';
import type { World } from '../../world.ts';
import type { Sender } from '../run-load.ts';
import { askPrompt } from './ask-prompt.ts';
import { askReset } from './ask-reset.ts';

/** What a reset needs. `folder` is the cell's own; `cachedTotal` reads the engine's counter of cached prompt tokens. */
export type ResetInput = Sender & {
  cell: Cell;
  plan: Plan;
  folder: string;
  cachedTotal(): Promise<number | null>;
};

type Cached = { usage: number | null; metrics: number | null };

/** Cached tokens of the last time that the prompt was asked, by usage, and of all times, by the engine's counter. */
async function cachedTokens(input: ResetInput, name: string, times: number, world: World): Promise<Cached> {
  const before = await input.cachedTotal();
  const usage = await askPrompt({ ...input, folder: join(input.folder, 'cache-reset', name) }, times, world);
  const after = await input.cachedTotal();
  return { usage, metrics: before === null || after === null ? null : Math.max(0, after - before) };
}

/** Usage where the engine has it: it belongs to one request, the counter to everybody's. */
function evidence(before: Cached, after: Cached): CacheReset['cachedTokens'] {
  const from = before.usage !== null && after.usage !== null ? 'usage' : 'metrics';
  if (before[from] === null || after[from] === null) return null;
  return { before: before[from], after: after[from], from };
}

function judged(cached: CacheReset['cachedTokens']): Pick<CacheReset, 'state' | 'why'> {
  // A prompt that was never cached proves nothing by not being cached again.
  if (cached === null || cached.before === 0) return { state: 'answered', why: '' };
  if (cached.after === 0) return { state: 'proven', why: '' };
  const why = `it said yes, but ${cached.after} prompt tokens still came from the cache, as ${cached.before} did before`;
  return { state: 'failed', why };
}

async function reset(input: ResetInput, world: World): Promise<CacheReset> {
  const { plan, engine, cell } = input;
  const decision = decideReset(cell, plan);
  const how = plan.engine.resetPrefixCache;
  if (!decision.reset || how === null) {
    const why = decision.reset ? '' : decision.why;
    return { version: 1, state: 'not-done', why, answer: null, cachedTokens: null };
  }
  const ask = () => askReset(engine.url, how, plan, world);
  const before = await cachedTokens(input, 'before', 2, world);
  const first = await ask();
  if (first.why !== '')
    return { version: 1, state: 'failed', why: first.why, answer: first.answer, cachedTokens: null };
  const cached = evidence(before, await cachedTokens(input, 'after', 1, world));
  // The proof left its own prompt in the cache.
  const { answer, why } = await ask();
  if (why !== '') return { version: 1, state: 'failed', why, answer, cachedTokens: cached };
  return { version: 1, ...judged(cached), answer, cachedTokens: cached };
}

/**
 * Empties the engine's prefix cache before the measured load of a cell, if that is wanted, and proves it: a throw-away
 * prompt is asked twice, so that the cache answers for it, then the cache is emptied, then the prompt is asked again.
 * Writes `cache-reset.json` in the cell's folder. A reset that fails stops nothing. Throws as `runLoad` does.
 */
export async function resetCache(input: ResetInput, world: World): Promise<CacheReset> {
  const done = cacheResetSchema.parse(await reset(input, world));
  await world.files.writeAtomic(join(input.folder, 'cache-reset.json'), `${JSON.stringify(done, null, 2)}\n`);
  return done;
}
