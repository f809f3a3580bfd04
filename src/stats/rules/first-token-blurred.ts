import { ttftMs } from '../../domain/request-metrics.ts';
import type { Sample } from '../../domain/sample.ts';
import { blurUs, canBlur, chunksWithFirst } from '../client/blurred.ts';
import { neededSamples, percentileOf, reportedPercentiles } from '../percentile.ts';
import { notChecked, percentText, type Rule } from './rule.ts';

const warnAbove = 0.01;
/** What times are proved to (make bench-truth): 1 ms or 1 %, whichever is larger. */
const provedMs = 1;
const provedShare = 0.01;
const limit = `WARN if more than ${percentText(warnAbove)} move a percentile of TTFT by more than ${provedMs} ms and ${percentText(provedShare)}`;

/** A percentile of TTFT, and by how much blur may have moved it at most; times in ms. */
type Moved = { p: number; ms: number; byMs: number };

function isBeyond({ ms, byMs }: Moved): boolean {
  return byMs > Math.max(provedMs, provedShare * ms);
}

/** The claimed percentile of TTFT that falls furthest when each first token is taken as early as it can have come. */
function furthestMoved(samples: readonly Sample[]): Moved | null {
  const timed = samples.flatMap((sample) => {
    const ms = ttftMs(sample);
    return ms === null ? [] : [{ ms, earliestMs: ms - blurUs(sample) / 1000 }];
  });
  const told = timed.map(({ ms }) => ms).sort((a, b) => a - b);
  const earliest = timed.map(({ earliestMs }) => earliestMs).sort((a, b) => a - b);
  const moved = reportedPercentiles
    .filter((p) => timed.length >= neededSamples(p))
    .map((p) => {
      const ms = percentileOf(told, p) as number;
      return { p, ms, byMs: ms - (percentileOf(earliest, p) as number) };
    });
  return moved.toSorted((a, b) => Number(isBeyond(b)) - Number(isBeyond(a)) || b.byMs - a.byMs)[0] ?? null;
}

/**
 * Is the instant of the first token its own? Where it came out of the socket together with later tokens, it has the
 * time of the last of them: the kernel stamps the last segment of a read (facts/kernel-timestamps-verified.md), so TTFT
 * is too long by what the client was late. One request in a hundred is where p99 begins to move; whether it did is asked
 * of the percentiles themselves, since blurred requests that are not among the slow ones move nothing that is shown.
 * Prompts of one batch begin together, so theirs are not asked.
 */
export const firstTokenBlurred: Rule = ({ set }) => {
  const asked = set.samples.filter(canBlur);
  if (asked.length === 0) return notChecked('no answer of several chunks', limit);
  const blurred = asked.filter((sample) => chunksWithFirst(sample) > 0).length;
  const share = blurred / asked.length;
  const moved = furthestMoved(set.samples.filter(({ outcome }) => outcome === 'ok'));
  const movedText =
    moved === null ? '' : `, which moves p${moved.p} of TTFT by at most ${Number(moved.byMs.toFixed(2))} ms`;
  return {
    state: share > warnAbove && moved !== null && isBeyond(moved) ? 'WARN' : 'VALID',
    measured:
      `${blurred} of ${asked.length} first tokens (${percentText(share)}) were read together with later ones` +
      (blurred === 0 ? '' : movedText),
    limit,
    advice:
      'TTFT is too long by up to the reader lag, E2E is not; stop what else runs on this machine ' +
      '(or the server holds the first tokens back: then TTFT is what it is)',
  };
};
