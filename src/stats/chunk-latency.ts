import type { Sample } from '../domain/sample.ts';

/** Gaps up to this are counted, microseconds: a table of 16 MB at most. Longer ones are few and are sorted. */
const countedUpToUs = 2 ** 22;

/** Values in rising order. Gaps are whole microseconds and most are short, so counting each sorts millions in one pass. */
function countingSort(gapsUs: readonly (readonly number[])[]): Float64Array {
  const length = gapsUs.reduce((total, gaps) => total + gaps.length, 0);
  const longest = gapsUs.reduce((most, gaps) => gaps.reduce((a, b) => Math.max(a, b), most), 0);
  const counts = new Uint32Array(Math.min(longest, countedUpToUs) + 1);
  const others: number[] = [];
  for (const gaps of gapsUs) {
    for (const gap of gaps) {
      const seen = counts[gap];
      if (seen === undefined) others.push(gap);
      else counts[gap] = seen + 1;
    }
  }
  others.sort((a, b) => a - b);
  const sorted = new Float64Array(length);
  const below = others.filter((gap) => gap < 0);
  sorted.set(below);
  let next = below.length;
  for (let gap = 0; gap < counts.length; gap += 1) {
    const after = next + (counts[gap] ?? 0);
    sorted.fill(gap, next, after);
    next = after;
  }
  sorted.set(others.slice(below.length), next);
  return sorted;
}

/**
 * ICL: gaps between token-bearing chunks, pooled over the requests, milliseconds, in rising order. Gaps of one request hang
 * together, so the interval of a pooled percentile is narrower than the truth. Batched prompts have none: their chunks
 * interleave.
 */
export function chunkGapsMs(ok: Sample[]): Float64Array {
  const single = ok.filter((sample) => sample.choices <= 1);
  return countingSort(single.map(({ gapsUs }) => gapsUs)).map((gapUs) => gapUs / 1000);
}

/** Mean tokens per token-bearing chunk over requests with a token count; null without any. */
export function meanTokensPerChunk(ok: Sample[]): number | null {
  const counted = ok.filter((sample) => sample.outputTokens !== null);
  const chunks = counted.reduce((total, sample) => total + sample.chunks, 0);
  return chunks === 0 ? null : counted.reduce((total, sample) => total + (sample.outputTokens ?? 0), 0) / chunks;
}

/**
 * Whether every chunk carried one token, so that ICL may be called inter-token latency. An answer that ended by itself
 * may count one token more than it has chunks: the end token has no text (llama.cpp, facts/llamacpp-verified.md).
 */
export function chunksAreTokens(ok: Sample[]): boolean {
  return (
    ok.length > 0 &&
    ok.every((sample) => {
      if (sample.outputTokens === null || sample.choices > 1) return false;
      const silent = sample.outputTokens - sample.chunks;
      return silent === 0 || (silent === 1 && sample.finishReason !== 'length');
    })
  );
}
