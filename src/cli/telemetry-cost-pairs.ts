import type { Parsed } from './parse.ts';

/** Pairs of loads that tell what telemetry costs: enough to notice a disturbance, too few to tell a percent. */
const usualPairs = 2;

/** Of `--telemetry-cost-pairs`; throws USAGE. */
export function telemetryCostPairs(parsed: Parsed): number {
  return parsed.count('telemetry-cost-pairs') ?? usualPairs;
}
