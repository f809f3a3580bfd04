import type { Sample } from '../../domain/sample.ts';

/** Answers whose first token can be told from the next: prompts of one batch begin together. */
export function canBlur({ outcome, choices, chunks }: Sample): boolean {
  return outcome === 'ok' && choices <= 1 && chunks > 1;
}

/** Chunks that were read together with the first one: their gaps are 0. */
export function chunksWithFirst({ gapsUs }: Sample): number {
  const next = gapsUs.findIndex((gap) => gap > 0);
  return next === -1 ? gapsUs.length : next;
}

/**
 * By how much the first token may be too late because it was read together with later ones and has the kernel's time
 * of the last of them: that many gaps, as long as this answer's gaps are on average; never more than its whole TTFT.
 * An estimate from above: a server that holds its first tokens back looks the same.
 */
export function blurUs(sample: Sample): number {
  const { sentUs, firstTokenUs, lastTokenUs, gapsUs } = sample;
  const together = canBlur(sample) ? chunksWithFirst(sample) : 0;
  if (together === 0 || sentUs === null || firstTokenUs === null || lastTokenUs === null) return 0;
  const longest = firstTokenUs - sentUs;
  const known = gapsUs.length - together;
  return known === 0 ? longest : Math.min(longest, (together * (lastTokenUs - firstTokenUs)) / known);
}
