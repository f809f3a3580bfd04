import { isOpen } from '../../domain/shape.ts';
import type { Statistics } from '../../domain/statistics.ts';
import { largest } from '../series.ts';
import { percentText, type Rule } from './rule.ts';

/** A load generator this busy may delay what it measures. */
const warnCpuShare = 0.6;
const invalidCpuShare = 0.8;
/** One this busy sets the pace itself, however true its instants are. */
const pacingCpuShare = 0.95;
/** So little of its CPUs is left, whoever uses them, that it has to wait for its turn. */
const warnBusyShare = 0.9;
/** From here on what its CPUs do is others' work. */
const othersShare = 0.5;
const advice =
  'this machine was too busy to measure, which says nothing of the engine: stop what else runs on it, give the load generator more cores, or lower the concurrency';

/** What is judged: shares of the CPUs that the load generator may use, microseconds of lag, its own part of TTFT. */
type Load = {
  cpus: number;
  own: number | null;
  busy: number | null;
  lagUs: number | null;
  /** Its own part of TTFT; where that is unknown, by how much first tokens are late that were read with later ones. */
  effectMs: number | null;
  effectText: string[];
  ttftMs: number;
  paces: boolean;
};
type Judged = { state: 'VALID' | 'WARN' | 'INVALID'; limit: string };

/** Lag that no figure can show where it is inside every instant: 1 ms or 1 % of the median TTFT, whichever is larger. */
function readLagLimitUs(ttftP50Ms: number): number {
  return Math.max(1_000, Math.round(ttftP50Ms * 10));
}

/** With the kernel's stamps lag only delays the next request of a closed loop: 5 ms or 5 %. */
function kernelLagLimitUs(ttftP50Ms: number): number {
  return Math.max(5_000, Math.round(ttftP50Ms * 50));
}

/** What lateness may do to the time of first tokens: 5 ms or 10 % of the median TTFT. */
function effectLimitMs(ttftP50Ms: number): number {
  return Math.max(5, ttftP50Ms / 10);
}

/** A late reader does not change the kernel's time of arrival: it warns, and spoils only what can be shown to be spoiled. */
function withKernelStamps({ own, busy, lagUs, effectMs, ttftMs, paces }: Load): Judged {
  const lagLimit = kernelLagLimitUs(ttftMs);
  const effectLimit = effectLimitMs(ttftMs);
  const pressed = (own ?? 0) >= warnCpuShare || (busy ?? 0) >= warnBusyShare || (lagUs ?? 0) > lagLimit;
  const spoiled = pressed && (effectMs ?? 0) > effectLimit;
  return {
    state: spoiled || (paces && (own ?? 0) >= pacingCpuShare) ? 'INVALID' : pressed ? 'WARN' : 'VALID',
    limit:
      `WARN from ${percentText(warnCpuShare)} own CPU, ${percentText(warnBusyShare)} of its CPUs busy, or lag above ` +
      `${lagLimit} us; INVALID if its own part of TTFT is then above ${Number(effectLimit.toFixed(1))} ms, or in a ` +
      `closed loop from ${percentText(pacingCpuShare)} own CPU`,
  };
}

/** Every instant contains the reader's lateness. */
function withReadTimes({ own, busy, lagUs, ttftMs }: Load): Judged {
  const lagLimit = readLagLimitUs(ttftMs);
  const crowded = (busy ?? 0) >= warnBusyShare;
  const invalid =
    (own ?? 0) >= invalidCpuShare ||
    (crowded && (busy ?? 0) - (own ?? 0) >= othersShare) ||
    (lagUs ?? 0) > 5 * lagLimit;
  const warn = (own ?? 0) >= warnCpuShare || crowded || (lagUs ?? 0) > lagLimit;
  return {
    state: invalid ? 'INVALID' : warn ? 'WARN' : 'VALID',
    limit:
      `own CPU: WARN from ${percentText(warnCpuShare)}, INVALID from ${percentText(invalidCpuShare)}; its CPUs busy: WARN ` +
      `from ${percentText(warnBusyShare)}, INVALID if ${percentText(othersShare)} is others' work; ` +
      `lag: WARN above ${lagLimit} us, INVALID above ${5 * lagLimit} us`,
  };
}

function measuredText({ cpus, own, busy, lagUs, effectText }: Load): string {
  const share = (value: number | null) => (value === null ? 'unknown' : percentText(value));
  return [
    `own CPU ${share(own)} of ${cpus} core(s)`,
    `these ${share(busy)} busy in all`,
    lagUs === null ? 'reader lag unknown' : `reader lag p99 ${Math.round(lagUs)} us`,
    ...effectText,
  ].join(', ');
}

function effectText({ ttftMs, blurMs }: Statistics['client']['share']): string[] {
  const ms = (value: number) => `${Number(value.toFixed(3))} ms`;
  if (ttftMs !== null) return [`own part of TTFT at most ${ms(ttftMs)}`];
  return blurMs === null || blurMs === 0
    ? []
    : [`first tokens up to ${ms(blurMs)} late, read together with later ones`];
}

function loadOf({ client, ttftMs, cell }: Statistics, cpus: number): Load {
  const { cpuMeanPercent, cpusBusyPercent, readerLagUs, share } = client;
  const own = cpuMeanPercent === null ? null : cpuMeanPercent / 100 / cpus;
  return {
    cpus,
    own,
    // The kernel counts the whole machine by ticks and may miss short work that it counts for the process.
    busy: cpusBusyPercent === null ? null : Math.max(cpusBusyPercent / 100, own ?? 0),
    lagUs: readerLagUs.p99,
    effectMs: share.ttftMs ?? share.blurMs,
    effectText: effectText(share),
    ttftMs: ttftMs.percentiles.find(({ p }) => p === 50)?.value ?? 0,
    paces: !isOpen(cell.shape),
  };
}

/** Had the load generator time to spare, so that what it measured is the engine and not itself? */
export const clientSaturated: Rule = ({ statistics, set }) => {
  // CPUs it may run on; where that was not recorded, the stricter reading: one.
  const cpus = largest(set.host.flatMap((row) => row.clientCpus ?? [])) ?? 1;
  const load = loadOf(statistics, cpus);
  const { state, limit } = statistics.client.clock === 'kernel' ? withKernelStamps(load) : withReadTimes(load);
  const unknown = load.own === null && load.busy === null && load.lagUs === null;
  return { state: unknown ? 'NOT_CHECKED' : state, measured: measuredText(load), limit, advice };
};
