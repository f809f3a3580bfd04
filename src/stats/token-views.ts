import { tpotMs } from '../domain/request-metrics.ts';
import type { Sample } from '../domain/sample.ts';
import type { Statistics } from '../domain/statistics.ts';
import { describe, sum } from './distribution.ts';

/** The longest time that a request's stream stood still between two chunks, milliseconds. Null for batched prompts, as ICL. */
function longestGapMs({ choices, gapsUs }: Sample): number | null {
  if (choices > 1 || gapsUs.length === 0) return null;
  let longestUs = 0;
  // Ten million gaps in a large run: a call for each takes ten times as long.
  for (const gapUs of gapsUs) if (gapUs > longestUs) longestUs = gapUs;
  return longestUs / 1000;
}

/**
 * The same streams seen by token and by request. `tpotMs` counts each request once, however long its answer;
 * `tpotByTokenMs` each token: decode time of all requests / tokens after the first. ICL pools gaps, so long answers weigh
 * more and one stall hides among thousands; the longest gap of each request shows it.
 */
export function tokenViews(ok: Sample[]): Pick<Statistics, 'tpotByTokenMs' | 'longestGapMs'> {
  const decoded = ok.flatMap((sample) => {
    const perToken = tpotMs(sample);
    const tokens = (sample.outputTokens ?? 0) - 1;
    return perToken === null ? [] : [{ ms: perToken * tokens, tokens }];
  });
  const tokens = sum(decoded.map((one) => one.tokens));
  return {
    tpotByTokenMs: tokens === 0 ? null : sum(decoded.map(({ ms }) => ms)) / tokens,
    longestGapMs: describe(ok.map(longestGapMs)),
  };
}
