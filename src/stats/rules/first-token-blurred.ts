import { canBlur, chunksWithFirst } from '../client/blurred.ts';
import { notChecked, percentText, type Rule } from './rule.ts';

const warnAbove = 0.01;
const limit = `WARN above ${percentText(warnAbove)}, if more than one`;

/**
 * Is the instant of the first token its own? Where it came out of the socket together with later tokens, it has the
 * time of the last of them: the kernel stamps the last segment of a read (facts/kernel-timestamps-verified.md), so TTFT
 * is too long by what the client was late. One request in a hundred is where p99 begins to move. Prompts of one batch
 * begin together, so theirs are not asked.
 */
export const firstTokenBlurred: Rule = ({ set }) => {
  const asked = set.samples.filter(canBlur);
  if (asked.length === 0) return notChecked('no answer of several chunks', limit);
  const blurred = asked.filter((sample) => chunksWithFirst(sample) > 0).length;
  const share = blurred / asked.length;
  return {
    // One alone moves no percentile that is claimed.
    state: blurred > 1 && share > warnAbove ? 'WARN' : 'VALID',
    measured: `${blurred} of ${asked.length} first tokens (${percentText(share)}) were read together with later ones`,
    limit,
    advice:
      'TTFT is too long by up to the reader lag, E2E is not; stop what else runs on this machine ' +
      '(or the server holds the first tokens back: then TTFT is what it is)',
  };
};
