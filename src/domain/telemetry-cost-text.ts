import type { TelemetryCost, Times } from './calibration.ts';

/** "-0.3 % (-1.2 to +0.8 %)": the median of the pairs and their range. */
function change({ median, low, high }: Times): string {
  const percent = (times: number | null) =>
    times === null ? 'unknown' : `${times >= 1 ? '+' : ''}${((times - 1) * 100).toFixed(1)}`;
  return median === null ? 'unknown' : `${percent(median)} % (${percent(low)} to ${percent(high)} %)`;
}

/** What telemetry costs in one line: at full speed, where it cannot hide in idle time. */
export function telemetryCostText({ chunksPerS, cpuPerChunk, loads }: TelemetryCost): string {
  const pairs = Math.floor(loads.length / 2);
  return (
    `at full speed ${change(chunksPerS)} chunks/s, ${change(cpuPerChunk)} CPU of the load generator per chunk, ` +
    `${pairs} ${pairs === 1 ? 'pair' : 'pairs'} of loads with and without it`
  );
}
