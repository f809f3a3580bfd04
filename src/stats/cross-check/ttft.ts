import type { CrossCheck } from '../../domain/cross-check.ts';
import type { Limits } from '../../domain/limits.ts';
import { ttftMs } from '../../domain/request-metrics.ts';
import type { SampleSet } from '../../domain/sample-set.ts';
import { mean } from '../distribution.ts';
import { compared, noReading, notCompared, someFailed } from './check.ts';
import { loadGrowth } from './load-growth.ts';

const what = 'ttftMeanMs';

/**
 * The client's mean TTFT, from its send on, against that of the engine's histogram (growth of sum / growth of count),
 * which begins at the arrival there. Of the same requests, so the difference is the way there and back: network, the
 * engine's HTTP server and tokenizer before its clock starts, the stream of events, tokens that carry no text.
 */
export function ttftCheck(set: SampleSet, limits: Limits): CrossCheck {
  const ok = set.samples.filter(({ outcome }) => outcome === 'ok');
  const client = mean(ok.flatMap((sample) => ttftMs(sample) ?? []));
  const [sumS, count] = [loadGrowth(set, 'ttftSumS'), loadGrowth(set, 'ttftCount')];
  if (sumS === null || count === null || count <= 0) return notCompared(what, noReading, { client });
  const engine = (1000 * sumS) / count;
  const known = { client, engine };
  if (client === null) return notCompared(what, 'no request had a first token', known);
  if (ok.some(({ choices }) => choices > 1)) {
    return notCompared(what, 'several prompts in a request: the engine counts each apart', known);
  }
  if (ok.length < set.client.sent) return notCompared(what, someFailed, known);
  if (count !== ok.length)
    return notCompared(what, `the engine counts ${count} first tokens, the client ${ok.length}`, known);
  return compared(what, { client, engine, limit: Math.max(limits.ttftApartMs, limits.ttftApartShare * client) });
}
