import type { Sample } from '../domain/sample.ts';

/**
 * ICL: gaps between token-bearing chunks, pooled over the requests, milliseconds. Gaps of one request hang together,
 * so the interval of a pooled percentile is narrower than the truth. Batched prompts have none: their chunks interleave.
 */
export function chunkGapsMs(ok: Sample[]): Float64Array {
  const single = ok.filter((sample) => sample.choices <= 1);
  const gapsMs = new Float64Array(single.reduce((total, { gapsUs }) => total + gapsUs.length, 0));
  let next = 0;
  for (const { gapsUs } of single) {
    for (const gapUs of gapsUs) {
      gapsMs[next] = gapUs / 1000;
      next += 1;
    }
  }
  return gapsMs;
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
