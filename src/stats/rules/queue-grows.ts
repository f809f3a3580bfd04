import { bySchedule } from '../places.ts';
import { notChecked, percentText, type Rule } from './rule.ts';

const warnAbove = 0.1;
/** Standard deviations of the difference that chance makes. */
const chance = 3;
const limit = `WARN above ${percentText(warnAbove)} of the arrivals, where that is more than chance`;

/**
 * Open loop: did the engine answer as fast as requests came? Looks at the second half of the schedule, when answers have
 * long begun: what came, less what ended. In a steady queue with L unfinished on average that difference is chance, with
 * a standard deviation of at most sqrt(2 L) (poisson arrivals; sqrt(2 L / burstiness) with gamma ones).
 */
export const queueGrows: Rule = ({ statistics: { openLoop, cell, steadyWindow }, set }) => {
  if (openLoop === null) return notChecked('closed loop: requests wait for each other by design', limit);
  if (steadyWindow === null) return notChecked('all requests were due at once', limit);
  const [fromUs, toUs] = [((steadyWindow.fromS + steadyWindow.toS) / 2) * 1e6, steadyWindow.toS * 1e6];
  const samples = bySchedule(set.samples);
  const came = (atUs: number) => samples.filter(({ intendedUs }) => (intendedUs ?? 0) <= atUs).length;
  const ended = (atUs: number) => samples.filter(({ endUs }) => endUs !== null && endUs <= atUs).length;
  const [before, after] = [came(fromUs) - ended(fromUs), came(toUs) - ended(toUs)];
  const arrivals = came(toUs) - came(fromUs);
  const growth = after - before;
  const burstiness = 'burstiness' in cell.shape ? cell.shape.burstiness : 1;
  const byChance = chance * Math.sqrt((before + after) / Math.min(1, burstiness));
  return {
    state: growth > warnAbove * arrivals && growth > byChance ? 'WARN' : 'VALID',
    measured: `${arrivals} came in the second half, ${arrivals - growth} ended; unfinished went from ${before} to ${after}`,
    limit,
    advice:
      'requests come faster than the engine answers them, so every latency here depends on how long the run was: ' +
      'lower the rate',
  };
};
