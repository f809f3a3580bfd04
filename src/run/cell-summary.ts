import { clientShareText } from '../domain/client-share-text.ts';
import type { MeasuredCell } from '../domain/engine-result.ts';
import type { Distribution, Statistics } from '../domain/statistics.ts';

function figure(value: number | null | undefined, unit: string): string {
  return value === null || value === undefined ? `no ${unit}` : `${value.toFixed(value >= 100 ? 0 : 1)} ${unit}`;
}

/** Too few samples for it: "insufficient", as in the table of results. */
function medianMs({ percentiles }: Distribution): string {
  const value = percentiles.find(({ p }) => p === 50)?.value ?? null;
  return value === null ? 'insufficient' : figure(value, 'ms');
}

/** In an open loop the TTFT that a user waited, and how fast requests came. */
function ttft({ ttftMs, openLoop }: Statistics): string[] {
  if (openLoop === null) return [`TTFT p50 ${medianMs(ttftMs)}`];
  return [
    ...(openLoop.sentPerS === null ? [] : [`${figure(openLoop.sentPerS, 'requests/s')} sent`]),
    `TTFT p50 ${medianMs(openLoop.responseTtftMs)} from the intended send`,
  ];
}

/** What engine and GPU, or CPU, did over the same seconds; null where neither was seen. */
function meanwhile({ engine, gpu, cpu }: Statistics): string | null {
  const known = (value: number | null | undefined, unit: string) => (value == null ? [] : [figure(value, unit)]);
  const kvPercent = engine?.kvUsageMax == null ? null : 100 * engine.kvUsageMax;
  const parts = [
    ...known(engine?.runningMean, 'running'),
    ...known(engine?.waitingMean, 'waiting'),
    ...known(kvPercent, '% of the KV cache at most'),
    ...known(gpu.utilisationMeanPercent, '% GPU'),
    ...known(gpu.powerMeanW, 'W'),
    ...(gpu.utilisationMeanPercent === null ? known(cpu.engineMeanPercent, '% of one core') : []),
  ];
  return parts.length === 0 ? null : `engine: ${parts.join(', ')}`;
}

/** How a cell went, in a few lines, with every rule that did not hold. */
export function cellSummary({ statistics, verdict }: MeasuredCell): string {
  const { requests, outputTokensPerS, validity } = statistics;
  const parts = [
    `${requests.outcomes.ok ?? 0}/${requests.sent} ok`,
    figure(outputTokensPerS.steady ?? outputTokensPerS.whole, 'tokens/s'),
    ...ttft(statistics),
    ...(validity === null ? [] : [`${validity.outcomes.valid}/${validity.asked} answers follow their schema`]),
    verdict.state,
  ];
  const broken = verdict.rules
    .filter(({ state }) => state === 'WARN' || state === 'INVALID')
    .map(({ rule, measured, limit }) => `\n    ${rule}: ${measured} (limit ${limit})`);
  const beside = [meanwhile(statistics), clientShareText(statistics)].filter((line) => line !== null);
  return parts.join(' · ') + beside.map((line) => `\n    ${line}`).join('') + broken.join('');
}
