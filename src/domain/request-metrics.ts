import type { Sample } from './sample.ts';

function spanMs(fromUs: number | null, toUs: number | null): number | null {
  return fromUs === null || toUs === null ? null : (toUs - fromUs) / 1000;
}

/** Time to first token: firstToken - sent (DESIGN section 5). */
export function ttftMs(sample: Sample): number | null {
  return spanMs(sample.sentUs, sample.firstTokenUs);
}

/** Time to first answer token, reasoning excluded: firstAnswer - sent (AIPerf TTFO, GuideLLM TTFOT). */
export function ttfaMs(sample: Sample): number | null {
  return spanMs(sample.sentUs, sample.firstAnswerUs);
}

/** End-to-end latency: lastToken - sent; usage and [DONE] come later and do not count (vLLM PR #55508, AIPerf). */
export function e2eMs(sample: Sample): number | null {
  return spanMs(sample.sentUs, sample.lastTokenUs);
}

/** Open loop: firstToken - intended, what a user who came at that instant waited. Null in a closed loop. */
export function responseTtftMs(sample: Sample): number | null {
  return spanMs(sample.intendedUs, sample.firstTokenUs);
}

/** Open loop: lastToken - intended (wrk2, AIPerf effective latency). Null in a closed loop. */
export function responseE2eMs(sample: Sample): number | null {
  return spanMs(sample.intendedUs, sample.lastTokenUs);
}

/** Open loop: sent - intended, for whatever reason. Null in a closed loop, and for a request that was never sent. */
export function sendLatenessMs(sample: Sample): number | null {
  return spanMs(sample.intendedUs, sample.sentUs);
}

/** Open loop: how late the load generator itself began with a request; opening the connection is not its doing. */
export function beginLatenessMs(sample: Sample): number | null {
  return spanMs(sample.intendedUs, sample.connectStartUs ?? sample.sentUs);
}

/** What opening the connection took, where this request opened one. Never part of TTFT. */
export function connectMs(sample: Sample): number | null {
  return spanMs(sample.connectStartUs, sample.connectedUs);
}

/**
 * Time per output token after the first: (lastToken - firstToken) / (n - 1), the form of vLLM, SGLang and MLPerf.
 * Null where there is no second token, no count, or several answers share the stream (batched prompts): then the
 * chunks of one answer cannot be told from the others' and the quotient means nothing.
 */
export function tpotMs(sample: Sample): number | null {
  const decodeMs = spanMs(sample.firstTokenUs, sample.lastTokenUs);
  const tokens = sample.outputTokens;
  if (decodeMs === null || tokens === null || tokens < 2 || sample.choices > 1) return null;
  return decodeMs / (tokens - 1);
}

/** Normalised time per output token: E2E / n (inference-perf). Null for batched prompts, as with TPOT. */
export function ntpotMs(sample: Sample): number | null {
  const latencyMs = e2eMs(sample);
  const tokens = sample.outputTokens;
  if (latencyMs === null || tokens === null || tokens < 1 || sample.choices > 1) return null;
  return latencyMs / tokens;
}
