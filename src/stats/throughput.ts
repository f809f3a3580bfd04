import { chunkInstantsUs, tokensPerChunk } from '../domain/chunk-instants.ts';
import { e2eMs } from '../domain/request-metrics.ts';
import type { Sample } from '../domain/sample.ts';
import type { Statistics, SteadyWindow } from '../domain/statistics.ts';
import { sum } from './distribution.ts';

/** Seconds from the first send to the last token of all requests; null where no token came. */
export function durationS(samples: Sample[]): number | null {
  const sent = samples.flatMap((sample) => sample.sentUs ?? []);
  const last = samples.flatMap((sample) => sample.lastTokenUs ?? []);
  if (sent.length === 0 || last.length === 0) return null;
  const spanUs = last.reduce((a, b) => Math.max(a, b)) - sent.reduce((a, b) => Math.min(a, b));
  return spanUs > 0 ? spanUs / 1e6 : null;
}

/**
 * Tokens of a request that arrived in [fromUs, toUs): its chunks in the window times its mean tokens per chunk.
 * Null without a token count.
 */
export function tokensBetween(sample: Sample, fromUs: number, toUs: number): number | null {
  const weight = tokensPerChunk(sample);
  // An answer of end token alone has a count and no chunk: nothing of it can be placed in time.
  if (weight === null) return sample.outputTokens === null ? null : 0;
  return weight * chunkInstantsUs(sample).filter((atUs) => atUs >= fromUs && atUs < toUs).length;
}

/** Sum that is null as soon as one part is unknown: a part of the tokens is not the tokens. */
export function sumOrUnknown(values: (number | null)[]): number | null {
  return values.includes(null) || values.length === 0 ? null : sum(values.map((value) => value ?? 0));
}

function perSecond(amount: number | null, seconds: number | null): number | null {
  return amount === null || seconds === null ? null : amount / seconds;
}

/** Throughput of the ok requests in the steady window, and over the whole run as `vllm bench serve` gives it. */
export function throughput(
  ok: Sample[],
  window: SteadyWindow | null,
  wholeS: number | null,
): Pick<Statistics, 'outputTokensPerS' | 'inputTokensPerS' | 'requestsPerS' | 'concurrencyAchieved'> {
  const [fromUs, toUs] = window === null ? [0, 0] : [window.fromS * 1e6, window.toS * 1e6];
  const inWindow = sumOrUnknown(ok.map((sample) => tokensBetween(sample, fromUs, toUs)));
  const endedInWindow = ok.filter(({ lastTokenUs: atUs }) => atUs !== null && atUs >= fromUs && atUs < toUs).length;
  const latencyS = sum(ok.map((sample) => (e2eMs(sample) ?? 0) / 1000));
  const lengthS = window === null ? null : window.lengthS;
  return {
    outputTokensPerS: {
      steady: perSecond(inWindow, lengthS),
      whole: perSecond(sumOrUnknown(ok.map((sample) => sample.outputTokens)), wholeS),
    },
    inputTokensPerS: { whole: perSecond(sumOrUnknown(ok.map((sample) => sample.inputTokens)), wholeS) },
    requestsPerS: { steady: perSecond(endedInWindow, lengthS), whole: perSecond(ok.length, wholeS) },
    concurrencyAchieved: perSecond(latencyS, wholeS),
  };
}
