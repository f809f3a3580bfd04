import { sendLatenessMs } from '../../domain/request-metrics.ts';
import type { Distribution, OpenLoop } from '../../domain/statistics.ts';
import { percentileOf } from '../percentile.ts';
import { notChecked, type Rule } from './rule.ts';

/** Lateness that no figure can show: 5 ms, or 1 % of the median TTFT, whichever is larger. */
const leastMs = 5;
const shareOfTtft = 0.01;
/** One machine sends a burst one after another: it counts as one while that takes little of what users wait. */
const shareOfBurst = 0.1;

function medianOf(distribution: Distribution): number {
  return distribution.percentiles.find(({ p }) => p === 50)?.value ?? 0;
}

function limitOf(openLoop: OpenLoop | null, ttftMs: Distribution): number {
  if (openLoop?.burst == null) return Math.max(leastMs, shareOfTtft * medianOf(ttftMs));
  return Math.max(leastMs, shareOfBurst * medianOf(openLoop.responseTtftMs));
}

/**
 * Open loop: did requests leave when the schedule wanted, whoever was to blame? A few late ones are in the response
 * latency, where they belong; if most were late, the engine never met the arrivals that were planned. A burst only warns:
 * its requests cannot leave at one instant, and its latency counts from there all the same.
 */
export const lateSends: Rule = ({ statistics: { openLoop, ttftMs }, set }) => {
  const limitMs = limitOf(openLoop, ttftMs);
  const isBurst = openLoop?.burst != null;
  const limit = `WARN above ${limitMs.toFixed(1)} ms at p99${isBurst ? '' : ', INVALID above it at p50'}`;
  if (openLoop === null) return notChecked('closed loop: there is no schedule to be late for', limit);
  const sorted = set.samples.flatMap((sample) => sendLatenessMs(sample) ?? []).sort((a, b) => a - b);
  const [p50, p99] = [percentileOf(sorted, 50), percentileOf(sorted, 99)];
  if (p50 === null || p99 === null) return notChecked('nothing was sent', limit);
  return {
    state: p50 > limitMs && !isBurst ? 'INVALID' : p99 > limitMs ? 'WARN' : 'VALID',
    measured: `sent late by ${p50.toFixed(2)} ms at p50, ${p99.toFixed(2)} ms at p99`,
    limit,
    advice:
      'judge by response latency, which counts the wait; service latency leaves it out. ' +
      'OVERLOADED says whether places were too few, CLIENT_LATENESS whether the load generator was late itself',
  };
};
