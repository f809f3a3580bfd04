/** What one calibration load asks of the null server. */
export type CalibrationStep = {
  /** Also its folder in the run's `calibration/`. */
  name: string;
  concurrency: number;
  requests: number;
  chunks: number;
  ttftMs: number;
  /** 0: without pauses. */
  chunkGapMs: number;
  maxDurationMs: number;
};

const ttftMs = 5;
/** 250 tokens a second in one stream, and 10,000 in all: more than a data-centre GPU gives. */
const shortestGapMs = 4;
const mostChunksPerMs = 10;
/** Length of a level's load; with start and lead it takes about twice that. */
const levelMs = 800;
/** Even on a machine that is kept from working a calibration must end. */
const mostLevelMs = 2_000;
/** Requests that a percentile of their errors wants at least, however few the streams. */
const leastRequests = 64;
const longestRequestMs = 400;
/** More levels would take longer than they tell. */
const mostLevels = 3;

/** Smallest, largest and the one in the middle. */
function chosen(streams: number[]): number[] {
  const sorted = [...new Set(streams)].toSorted((a, b) => a - b);
  if (sorted.length <= mostLevels) return sorted;
  return [0, sorted.length >> 1, sorted.length - 1].map((index) => sorted[index] ?? 1);
}

function level(concurrency: number): CalibrationStep {
  const chunkGapMs = Math.max(shortestGapMs, concurrency / mostChunksPerMs);
  const wantedMs = Math.min(longestRequestMs, (levelMs * concurrency) / leastRequests);
  const chunks = Math.max(3, 1 + Math.floor((wantedMs - ttftMs) / chunkGapMs));
  const requestMs = ttftMs + (chunks - 1) * chunkGapMs;
  const requests = Math.ceil(levelMs / requestMs) * concurrency;
  return { name: `c${concurrency}`, concurrency, requests, chunks, ttftMs, chunkGapMs, maxDurationMs: mostLevelMs };
}

/** The loads of a calibration, from the numbers of streams that the cells of a run have at once. */
export function calibrationSteps(streams: number[]): CalibrationStep[] {
  return chosen(streams).map(level);
}

/** A load without pauses, as fast as both sides can; ended by time. */
export function maxSpeedStep(streams: number[]): CalibrationStep {
  const concurrency = Math.min(64, Math.max(1, ...streams));
  return {
    ...{ name: 'max', concurrency, requests: 20_000, chunks: 100, ttftMs: 0, chunkGapMs: 0 },
    maxDurationMs: 500,
  };
}

/** Long enough for at least one reading at the usual interval of 1 s besides the first and the last. */
const costLoadMs = 1_200;

/** One of the loads that tell what telemetry costs: without pauses, as long as the others, never at an end by itself. */
export function telemetryCostStep(streams: number[], index: number): CalibrationStep {
  const step = maxSpeedStep(streams);
  return { ...step, name: `telemetry-cost-${index + 1}`, requests: 5_000, chunks: 400, maxDurationMs: costLoadMs };
}
