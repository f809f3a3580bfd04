import type { CrossCheck } from '../../domain/cross-check.ts';
import type { Limits } from '../../domain/limits.ts';
import type { Sample } from '../../domain/sample.ts';
import type { SampleSet } from '../../domain/sample-set.ts';
import { compared, noReading, notCompared } from './check.ts';
import { loadGrowth } from './load-growth.ts';

/** Each prompt of a batch is a request of its own to an engine. */
function promptsOf(samples: Sample[], { items }: SampleSet): number {
  return samples.reduce((total, { id }) => total + Math.max(1, items.get(id)?.meta.promptIds.length ?? 1), 0);
}

/**
 * Requests sent against those that the engine counts as ended. Of failed ones an engine may count all (SGLang) or none
 * (vLLM does not count what its client cut off), so anything from those that went well to those sent is no difference.
 */
export function requestsCheck(set: SampleSet, limits: Limits): CrossCheck {
  const sent = set.samples.filter(({ sentUs }) => sentUs !== null);
  const client = promptsOf(sent, set);
  const engine = loadGrowth(set, 'requestsDone');
  if (engine === null) return notCompared('requests', noReading, { client });
  const ok = promptsOf(
    sent.filter(({ outcome }) => outcome === 'ok'),
    set,
  );
  const apart = Math.max(0, engine - client) - Math.max(0, ok - engine);
  return compared('requests', { client, engine, apart, limit: limits.requestsApartShare * client });
}
