import { clientShareText } from '../domain/client-share-text.ts';
import type { MeasuredCell } from '../domain/engine-result.ts';
import type { Distribution, Statistics } from '../domain/statistics.ts';

function figure(value: number | null | undefined, unit: string): string {
  return value === null || value === undefined ? `no ${unit}` : `${value.toFixed(value >= 100 ? 0 : 1)} ${unit}`;
}

function median({ percentiles }: Distribution): number | null | undefined {
  return percentiles.find(({ p }) => p === 50)?.value;
}

/** In an open loop the TTFT that a user waited, and how fast requests came. */
function ttft({ ttftMs, openLoop }: Statistics): string[] {
  if (openLoop === null) return [`TTFT p50 ${figure(median(ttftMs), 'ms')}`];
  return [
    ...(openLoop.sentPerS === null ? [] : [`${figure(openLoop.sentPerS, 'requests/s')} sent`]),
    `TTFT p50 ${figure(median(openLoop.responseTtftMs), 'ms')} from the intended send`,
  ];
}

/** One line that says how a cell went, with every rule that did not hold. */
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
  const share = clientShareText(statistics);
  return parts.join(' · ') + (share === null ? '' : `\n    ${share}`) + broken.join('');
}
