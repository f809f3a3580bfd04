import type { CostLoad, TelemetryCost, Times } from '../../domain/calibration.ts';
import { percentileOf } from '../percentile.ts';

type Figure = 'chunksPerS' | 'cpuPerMillionChunksS';

/** Neighbours, whichever of them was the one with telemetry. A load without a partner is left out. */
function ratios(loads: CostLoad[], figure: Figure): number[] {
  const pairs = loads.flatMap((load, index) => {
    const next = loads[index + 1];
    return index % 2 === 0 && next !== undefined ? [[load, next] as const] : [];
  });
  return pairs.flatMap((pair) => {
    const seen = pair.find(({ telemetry }) => telemetry)?.[figure] ?? null;
    const unseen = pair.find(({ telemetry }) => !telemetry)?.[figure] ?? null;
    return seen === null || unseen === null || unseen <= 0 ? [] : [seen / unseen];
  });
}

function times(loads: CostLoad[], figure: Figure): Times {
  const sorted = ratios(loads, figure).toSorted((a, b) => a - b);
  return { median: percentileOf(sorted, 50), low: sorted[0] ?? null, high: sorted.at(-1) ?? null };
}

/** What telemetry costs, from loads in the order in which they ran: neighbours are a pair, so that drift cancels. */
export function telemetryCost(loads: CostLoad[], concurrency: number, loadMs: number): TelemetryCost {
  return {
    ...{ concurrency, loadMs, loads },
    chunksPerS: times(loads, 'chunksPerS'),
    cpuPerChunk: times(loads, 'cpuPerMillionChunksS'),
  };
}
