import type { Sample } from './sample.ts';

/**
 * Instants of a request's token-bearing chunks, microseconds since t0: the first, then each gap added.
 * Empty where no token arrived.
 */
export function chunkInstantsUs(sample: Sample): number[] {
  if (sample.firstTokenUs === null) return [];
  const instants = [sample.firstTokenUs];
  let now = sample.firstTokenUs;
  for (const gapUs of sample.gapsUs) {
    now += gapUs;
    instants.push(now);
  }
  return instants;
}

/** Mean tokens of one chunk of this request; null where the server did not count tokens or sent no chunk. */
export function tokensPerChunk(sample: Sample): number | null {
  return sample.outputTokens === null || sample.chunks === 0 ? null : sample.outputTokens / sample.chunks;
}
