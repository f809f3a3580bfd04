import type { CrossCheck } from '../../domain/cross-check.ts';
import type { Limits } from '../../domain/limits.ts';
import { e2eMs } from '../../domain/request-metrics.ts';
import type { SampleSet } from '../../domain/sample-set.ts';
import type { FigureWindow } from '../../domain/telemetry-statistics.ts';
import { describe } from '../distribution.ts';
import { tQuantile } from '../t-distribution.ts';
import { compared, notCompared } from './check.ts';

const what = 'inFlightMean';
/** Fewer readings say too little of a mean. */
const leastReadings = 5;
/** Chance alone passes the limit once in 1000 loads: with 5 readings that is 8.6 standard errors of their mean, with 50 3.5. */
const chance = 0.001;
/** A request counts in whole numbers: between two answers of a loop with one request in flight, 0 is right too. */
const granularity = 0.5;

/**
 * Little's law, L = lambda W: the requests that the client has in flight on average (the time that its requests took
 * inside the window / its length) against the mean of running + waiting at the engine's readings there. Readings closer
 * together than a request is long see the same requests again, so they count as one for every mean E2E of the window.
 */
export function inFlightCheck(set: SampleSet, window: FigureWindow, limits: Limits): CrossCheck {
  const { fromS, toS, inFlightMean: client } = window;
  const inSpan = set.engineMetrics.filter(({ tS }) => tS >= fromS && tS <= toS);
  const readings = inSpan.flatMap(({ running, waiting }) =>
    running == null || waiting == null ? [] : running + waiting,
  );
  const { mean: engine, sd } = describe(readings);
  const known = { client, engine };
  if (engine === null) return notCompared(what, 'the engine told no running and waiting requests in this time', known);
  if (client === null) return notCompared(what, 'nothing was in flight', known);
  if (set.samples.some(({ choices }) => choices > 1)) {
    return notCompared(what, 'several prompts in a request: engines count them apart, or not', known);
  }
  const e2eS = (describe(set.samples.map(e2eMs)).mean ?? 0) / 1000;
  const apart = e2eS > 0 ? (toS - fromS) / e2eS : readings.length;
  const independent = Math.floor(Math.min(readings.length, apart));
  if (independent < leastReadings) {
    return notCompared(what, `${independent} readings apart from each other, ${leastReadings} are needed`, known);
  }
  const error = (tQuantile(1 - chance / 2, independent - 1) * (sd ?? 0)) / Math.sqrt(independent);
  return compared(what, { client, engine, limit: Math.max(limits.inFlightApartShare * client, granularity) + error });
}
