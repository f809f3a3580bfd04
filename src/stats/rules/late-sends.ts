import { percentileOf } from '../percentile.ts';
import { sendLatenessMs } from '../request-metrics.ts';
import { notChecked, type Rule } from './rule.ts';

/** Lateness that no figure can show: 5 ms, or 1 % of the median TTFT, whichever is larger. */
const leastMs = 5;
const shareOfTtft = 0.01;

/**
 * Open loop: did requests leave when the schedule wanted, whoever was to blame? A few late ones are in the response
 * latency, where they belong; if most were late, the engine never met the arrivals that were planned.
 */
export const lateSends: Rule = ({ statistics: { openLoop, ttftMs }, set }) => {
  const ttftP50Ms = ttftMs.percentiles.find(({ p }) => p === 50)?.value ?? 0;
  const limitMs = Math.max(leastMs, shareOfTtft * ttftP50Ms);
  const limit = `WARN above ${limitMs.toFixed(1)} ms at p99, INVALID above it at p50`;
  if (openLoop === null) return notChecked('closed loop: there is no schedule to be late for', limit);
  const sorted = set.samples.flatMap((sample) => sendLatenessMs(sample) ?? []).sort((a, b) => a - b);
  const [p50, p99] = [percentileOf(sorted, 50), percentileOf(sorted, 99)];
  if (p50 === null || p99 === null) return notChecked('nothing was sent', limit);
  return {
    state: p50 > limitMs ? 'INVALID' : p99 > limitMs ? 'WARN' : 'VALID',
    measured: `sent late by ${p50.toFixed(2)} ms at p50, ${p99.toFixed(2)} ms at p99`,
    limit,
    advice:
      'judge by response latency, which counts the wait; service latency leaves it out. ' +
      'OVERLOADED says whether places were too few, CLIENT_LATENESS whether the load generator was late itself',
  };
};
