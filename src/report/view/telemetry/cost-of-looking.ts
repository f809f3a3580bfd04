import type { EngineResult } from '../../../domain/engine-result.ts';
import { telemetryCostText } from '../../../domain/telemetry-cost-text.ts';
import { count, duration } from '../../format.ts';

/** What the run's telemetry costs the load generator, measured before the run; empty where it was not measured. */
export function costOfLooking({ calibration }: EngineResult): string {
  const cost = calibration?.telemetryCost ?? null;
  if (cost === null) return '';
  const streams = cost.concurrency === 1 ? '1 stream' : `${count(cost.concurrency)} streams`;
  return (
    `Before the run the load generator ran against a server that computes nothing, with the telemetry of this run and ` +
    `without it in turn, ${streams}, ${duration(cost.loadMs)} a load. With it: ${telemetryCostText(cost)}. Such a load has ` +
    'no pauses, so nothing can hide in them; a run has some, and pays less. A range on both sides of 0: whatever it costs is less than the noise.'
  );
}
