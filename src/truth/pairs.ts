import type { Sample } from '../domain/sample.ts';
import { percentilesOf, type Times, trueTimes } from './figures.ts';
import type { Truth } from './truth-log.ts';

/** One request from both sides. */
export type Pair = { sample: Sample; truth: Truth };

/** Size of the difference between both sides, request by request, milliseconds; null without requests. */
export type PairedError = { p50: number | null; p99: number | null; max: number | null };
export type PairedErrors = Record<keyof Times, PairedError>;

function measuredTimes({ sentUs, firstTokenUs, lastTokenUs, outputTokens }: Sample): Times | null {
  if (sentUs === null || firstTokenUs === null || lastTokenUs === null || outputTokens === null) return null;
  return {
    ttftMs: (firstTokenUs - sentUs) / 1000,
    e2eMs: (lastTokenUs - sentUs) / 1000,
    tpotMs: (lastTokenUs - firstTokenUs) / 1000 / (outputTokens - 1),
  };
}

function describe(differences: number[]): PairedError {
  const [p50 = null, , p99 = null] = percentilesOf(differences);
  return { p50, p99, max: differences.length === 0 ? null : Math.max(...differences) };
}

/** A percentile can be right though requests are wrong, where errors cancel: these cannot. */
export function pairedErrors(pairs: Pair[]): PairedErrors {
  const both = pairs.flatMap(({ sample, truth }) => {
    const [measured, actual] = [measuredTimes(sample), trueTimes(truth)];
    return measured === null || actual === null ? [] : [{ measured, actual }];
  });
  const of = (key: keyof Times) => describe(both.map(({ measured, actual }) => Math.abs(measured[key] - actual[key])));
  return { ttftMs: of('ttftMs'), tpotMs: of('tpotMs'), e2eMs: of('e2eMs') };
}
