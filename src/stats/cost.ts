/** Dollars per million output tokens: $/hour / (tokens/s x 3600) x 10^6. Null without a price or a throughput. */
export function costUsdPerMillionTokens(gpuUsdPerHour: number | null, tokensPerS: number | null): number | null {
  if (gpuUsdPerHour === null || tokensPerS === null || tokensPerS <= 0) return null;
  return (gpuUsdPerHour / (tokensPerS * 3600)) * 1e6;
}

/** GPU seconds for 1,000 output tokens: GPUs x 1,000 / (tokens/s). Null without a GPU or a throughput. */
export function gpuSPerThousandTokens(gpus: number | null, tokensPerS: number | null): number | null {
  if (gpus === null || tokensPerS === null || tokensPerS <= 0) return null;
  return (gpus * 1000) / tokensPerS;
}
