/** Dollars per million output tokens: $/hour / (tokens/s x 3600) x 10^6. Null without a price or a throughput. */
export function costUsdPerMillionTokens(gpuUsdPerHour: number | null, tokensPerS: number | null): number | null {
  if (gpuUsdPerHour === null || tokensPerS === null || tokensPerS <= 0) return null;
  return (gpuUsdPerHour / (tokensPerS * 3600)) * 1e6;
}
