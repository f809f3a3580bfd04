import { chunkInstantsUs, tokensPerChunk } from '../domain/chunk-instants.ts';
import type { Sample } from '../domain/sample.ts';
import type { Statistics } from '../domain/statistics.ts';

const secondUs = 1_000_000;

function addInFlight(inFlightUs: number[], { sentUs, endUs }: Sample): void {
  if (sentUs === null || endUs === null) return;
  for (let second = Math.max(0, Math.floor(sentUs / secondUs)); second * secondUs < endUs; second += 1) {
    const fromUs = Math.max(sentUs, second * secondUs);
    const toUs = Math.min(endUs, (second + 1) * secondUs);
    inFlightUs[second] = (inFlightUs[second] ?? 0) + toUs - fromUs;
  }
}

function addTokens(tokens: number[], sample: Sample): void {
  const weight = tokensPerChunk(sample) ?? 0;
  for (const atUs of chunkInstantsUs(sample)) {
    // A token at the very end of the last second belongs to it.
    const second = Math.min(Math.floor(atUs / secondUs), tokens.length - 1);
    tokens[second] = (tokens[second] ?? 0) + weight;
  }
}

/**
 * Output tokens of ok requests per whole second since t0, and the mean number of requests in flight in it, whatever
 * became of them. The last second is a part one. Empty where an ok request has no token count.
 */
export function tokensOverTime(samples: Sample[]): Statistics['tokensOverTime'] {
  const ok = samples.filter((sample) => sample.outcome === 'ok');
  if (ok.some((sample) => sample.outputTokens === null)) return [];
  const lastUs = samples.reduce((last, sample) => Math.max(last, sample.lastTokenUs ?? 0, sample.endUs ?? 0), 0);
  const count = Math.ceil(lastUs / secondUs);
  const tokens = new Array<number>(count).fill(0);
  const inFlightUs = new Array<number>(count).fill(0);
  for (const sample of ok) addTokens(tokens, sample);
  for (const sample of samples) addInFlight(inFlightUs, sample);
  return tokens.map((tokensPerS, tS) => ({ tS, tokensPerS, inFlight: (inFlightUs[tS] ?? 0) / secondUs }));
}
