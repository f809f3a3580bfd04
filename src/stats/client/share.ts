import type { CalibrationLevel } from '../../domain/calibration.ts';
import type { ClientReport, Sample } from '../../domain/sample.ts';
import { percentileOf } from '../percentile.ts';
import { blurUs } from './blurred.ts';

/** The client's own part of TTFT and TPOT, at most, for 99 % of the ok requests; null where that cannot be said. */
export type ClientShare = { ttftMs: number | null; tpotMs: number | null; blurMs: number | null };

/** A smaller move of wall against monotonic clock is not followed (k6/extension/instant/clock.go, stepNs). */
const offsetUs = 20;
/** Two instants, each cut to a microsecond. */
const roundingUs = 2;

function p99(values: number[]): number | null {
  return percentileOf(
    values.toSorted((a, b) => a - b),
    99,
  );
}

/** The lateness that is inside every instant: none with stamps of the kernel; else the reader's lag, here or calibrated. */
function latenessUs({ clock, readerLagUs }: ClientReport, level: CalibrationLevel | null): number | null {
  if (clock === 'kernel') return 0;
  return readerLagUs.p99 ?? level?.readerLagUs.p99 ?? level?.ttftErrorUs.p99 ?? null;
}

/**
 * Bounds the client's own part, from what it measured of itself in this run and in its calibration.
 *
 * TTFT = firstToken - sent. What can make it wrong:
 * - between taking `sent` and the last byte of the request leaving lies the client's own work: the p99 of the TTFT
 *   error in the calibration, which also holds the way through the kernel and so is too large rather than too small;
 * - firstToken is the kernel's time: a late reader does not change it. Its conversion from wall time is off by at most
 *   20 us, and by a step of the wall clock where there was one;
 * - a first token that was read together with later ones has their time (blurred.ts);
 * - without stamps of the kernel the reader's lag is inside as well.
 * If these hold for 99 % of requests, a percentile q of TTFT is at most the true percentile q + 1 plus the bound.
 *
 * TPOT = (lastToken - firstToken) / (n - 1): offset and way cancel; blur of the first token, rounding and a step of the
 * clock remain, and where the end of the stream was read together with the last token, that token's time is up to the
 * reader's lag too late. All of it is divided by n - 1, so it is taken request by request.
 */
export function clientShare(ok: Sample[], client: ClientReport, level: CalibrationLevel | null): ClientShare {
  const lateUs = latenessUs(client, level);
  const sendUs = level?.ttftErrorUs.p99 ?? null;
  const stepUs = Math.abs(client.wallStepUs);
  const lagUs = client.readerLagUs.p99 ?? lateUs;
  const blurredUs = p99(ok.map(blurUs));
  const blurMs = blurredUs === null ? null : blurredUs / 1000;
  if (lateUs === null || lagUs === null || blurredUs === null) return { ttftMs: null, tpotMs: null, blurMs };
  const tpotUs = ok.flatMap((sample) => {
    const { outputTokens, lastTokenUs, endUs, choices } = sample;
    if (outputTokens === null || outputTokens < 2 || choices > 1 || lastTokenUs === null) return [];
    const endTogetherUs = endUs === lastTokenUs ? lagUs : 0;
    return [(blurUs(sample) + 2 * lateUs + endTogetherUs + roundingUs + stepUs) / (outputTokens - 1)];
  });
  const tpot = p99(tpotUs);
  return {
    ttftMs: sendUs === null ? null : (sendUs + offsetUs + stepUs + blurredUs + lateUs) / 1000,
    tpotMs: tpot === null ? null : tpot / 1000,
    blurMs,
  };
}
