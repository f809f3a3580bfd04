import type { CrossCheck } from '../../domain/cross-check.ts';
import type { Limits } from '../../domain/limits.ts';
import type { SampleSet } from '../../domain/sample-set.ts';
import type { FigureWindow } from '../../domain/telemetry-statistics.ts';
import { inFlightCheck } from './in-flight.ts';
import { requestsCheck } from './requests.ts';
import { tokenChecks } from './tokens.ts';
import { ttftCheck } from './ttft.ts';

/**
 * Everything that client and engine both know, side by side. Counters are taken over the whole load, where they are
 * exact; gauges over the window.
 */
export function crossChecks(set: SampleSet, window: FigureWindow, limits: Limits): CrossCheck[] {
  return [
    ...tokenChecks(set, limits),
    requestsCheck(set, limits),
    ttftCheck(set, limits),
    inFlightCheck(set, window, limits),
  ];
}
