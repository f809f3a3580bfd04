import { largest } from '../series.ts';
import { percentText, type Rule } from './rule.ts';

/** A load generator this busy delays what it measures. */
const invalidCpuShare = 0.8;
const warnCpuShare = 0.6;
/** Lag that no figure can show: 1 ms or 1 % of the median TTFT, whichever is larger. Five times that spoils the tails. */
function warnLagUs(ttftP50Ms: number | null): number {
  return Math.max(1_000, Math.round((ttftP50Ms ?? 0) * 10));
}
const invalidLagFactor = 5;

/** Had the load generator time to spare, so that what it measured is the engine and not itself? */
export const clientSaturated: Rule = ({ statistics, set }) => {
  // CPUs it may run on; where that was not recorded, the stricter reading: one.
  const cpus = largest(set.host.flatMap((row) => row.clientCpus ?? [])) ?? 1;
  const percent = statistics.cpu.clientMeanPercent;
  const share = percent === null ? null : percent / 100 / cpus;
  const lagUs = set.client.readerLagUs.p99;
  const warnLag = warnLagUs(statistics.ttftMs.percentiles.find(({ p }) => p === 50)?.value ?? null);
  const invalidLag = warnLag * invalidLagFactor;
  const invalid = (share ?? 0) >= invalidCpuShare || (lagUs ?? 0) > invalidLag;
  const warn = (share ?? 0) >= warnCpuShare || (lagUs ?? 0) > warnLag;
  const lag = lagUs === null ? 'reader lag unknown' : `reader lag p99 ${Math.round(lagUs)} us`;
  const cpu = `CPU ${share === null ? 'unknown' : percentText(share)} of ${cpus} core(s)`;
  // What broke the rule is said first.
  const told = (share ?? 0) >= warnCpuShare ? [cpu, lag] : [lag, cpu];
  return {
    state: share === null && lagUs === null ? 'NOT_CHECKED' : invalid ? 'INVALID' : warn ? 'WARN' : 'VALID',
    measured: told.join(', '),
    limit:
      `CPU: WARN from ${percentText(warnCpuShare)}, INVALID from ${percentText(invalidCpuShare)}; ` +
      `lag: WARN above ${warnLag} us, INVALID above ${invalidLag} us`,
    advice:
      'this machine was too busy to measure, which says nothing of the engine: stop what else runs on it, give the load generator more cores, or lower the concurrency',
  };
};
