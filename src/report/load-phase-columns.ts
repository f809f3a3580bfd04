import type { Statistics } from '../domain/statistics.ts';

/** What lies around the steady window and whether it is steady, in a line of a CSV file; null where it is unknown. */
export function loadPhaseColumns({ ramp, drain, steadiness }: Statistics): Record<string, number | null> {
  return {
    ramp_s: ramp?.lengthS ?? null,
    ramp_output_tokens_per_s: ramp?.outputTokensPerS ?? null,
    drain_s: drain?.lengthS ?? null,
    drain_output_tokens_per_s: drain?.outputTokensPerS ?? null,
    window_half_change: steadiness?.change ?? null,
    window_half_change_low: steadiness?.low ?? null,
    window_half_change_high: steadiness?.high ?? null,
  };
}
