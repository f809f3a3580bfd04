import type { CrossCheck } from '../../domain/cross-check.ts';
import type { Limits } from '../../domain/limits.ts';
import type { SampleSet } from '../../domain/sample-set.ts';
import { tokenTotals } from '../token-totals.ts';
import { compared, noReading, notCompared, someFailed } from './check.ts';
import { loadGrowth } from './load-growth.ts';

/** Output and prompt tokens that the server told with its answers, against the growth of its counters over the load. */
export function tokenChecks(set: SampleSet, limits: Limits): CrossCheck[] {
  const ok = set.samples.filter(({ outcome }) => outcome === 'ok');
  const { input, output } = tokenTotals(ok);
  const check = (what: 'outputTokens' | 'promptTokens', client: number | null, column: string) => {
    const engine = loadGrowth(set, column);
    if (engine === null) return notCompared(what, noReading, { client });
    if (client === null) return notCompared(what, 'the client knows no total', { engine });
    if (ok.length < set.client.sent) return notCompared(what, someFailed, { client, engine });
    return compared(what, { client, engine, limit: limits.tokensApartShare * client });
  };
  return [check('outputTokens', output, 'generationTokens'), check('promptTokens', input, 'promptTokens')];
}
