import type { Sample } from '../domain/sample.ts';
import type { Statistics } from '../domain/statistics.ts';
import { meanTokensPerChunk } from './chunk-latency.ts';
import { sumOrUnknown } from './throughput.ts';

function source(ok: Sample[]): Statistics['tokens']['source'] {
  const counted = ok.filter((sample) => sample.outputTokens !== null).length;
  if (counted === 0) return 'none';
  return counted === ok.length ? 'usage' : 'mixed';
}

/** Tokens of the ok requests by the server's usage counts. Input and output are never summed. */
export function tokenTotals(ok: Sample[]): Statistics['tokens'] {
  const reasoning = ok.flatMap((sample) => sample.reasoningTokens ?? []);
  return {
    input: sumOrUnknown(ok.map((sample) => sample.inputTokens)),
    output: sumOrUnknown(ok.map((sample) => sample.outputTokens)),
    // Servers leave the field out where a model does not think: unknown only if none ever said it.
    reasoning: reasoning.length === 0 ? null : reasoning.reduce((a, b) => a + b),
    source: source(ok),
    perChunk: meanTokensPerChunk(ok),
  };
}
