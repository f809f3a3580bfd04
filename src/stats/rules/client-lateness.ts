import { beginLatenessMs } from '../../domain/request-metrics.ts';
import { percentileOf } from '../percentile.ts';
import { bySchedule, placesTaken } from '../places.ts';
import { notChecked, type Rule } from './rule.ts';

const warnMs = 5;
const invalidMs = 50;
const limit = `WARN above ${warnMs} ms, INVALID above ${invalidMs} ms`;

/** Open loop: was the load generator itself on time? Requests that had to wait for a place are the engine's doing. */
export const clientLateness: Rule = ({ statistics: { openLoop }, set }) => {
  if (openLoop === null) return notChecked('closed loop: there is no schedule to be late for', limit);
  if (openLoop.burst !== null) return notChecked('all requests were due at once: see LATE_SENDS', limit);
  const taken = placesTaken(set.samples);
  const free = bySchedule(set.samples).filter((_, index) => (taken[index] ?? 0) < openLoop.maxInFlight);
  const sorted = free.flatMap((sample) => beginLatenessMs(sample) ?? []).sort((a, b) => a - b);
  const p99 = percentileOf(sorted, 99);
  if (p99 === null) return notChecked('nothing was sent', limit);
  return {
    state: p99 > invalidMs ? 'INVALID' : p99 > warnMs ? 'WARN' : 'VALID',
    measured: `began late by ${p99.toFixed(2)} ms at p99 of the ${sorted.length} requests that found a free place`,
    limit,
    advice: 'this machine was too busy to keep the schedule: give the load generator more cores, or lower the rate',
  };
};
