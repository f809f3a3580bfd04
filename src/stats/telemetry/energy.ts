import type { SeriesRow } from '../../domain/sample-set.ts';
import type { Energy } from '../../domain/telemetry-statistics.ts';
import { type Covered, counterGrowthIn, integralIn, type LoadSpan } from '../series.ts';

/** Below this share of the window readings are too few to speak for all of it. */
export const leastCoverage = 0.9;

function energy(source: Energy['source'], { value, coverage, largestGapS }: Covered): Energy {
  const joules = value === null || coverage < leastCoverage ? null : value / coverage;
  return { source, joules, coverage, largestGapS };
}

/**
 * Energy of the GPU's board in the window: growth of its own counter (DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION) where that
 * covers it, else power integrated by the trapezoid rule with straight lines at the edges, as InferenceX does it
 * (utils/aggregate_power.py; vllm/benchmarks/lib/energy.py and ML.ENERGY take the counter). Null where neither was read.
 */
export function energyOf(gpu: SeriesRow[], span: LoadSpan): Energy | null {
  const counter = energy('counter', counterGrowthIn(gpu, 'energyJ', span));
  if (counter.joules !== null) return counter;
  const integrated = integralIn(gpu, 'powerW', span);
  if (integrated.value !== null) return energy('power', integrated);
  return counter.coverage > 0 ? counter : null;
}
