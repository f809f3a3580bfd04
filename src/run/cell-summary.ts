import type { MeasuredCell } from '../domain/engine-result.ts';

function figure(value: number | null | undefined, unit: string): string {
  return value === null || value === undefined ? `no ${unit}` : `${value.toFixed(value >= 100 ? 0 : 1)} ${unit}`;
}

/** One line that says how a cell went, with every rule that did not hold. */
export function cellSummary({ statistics, verdict }: MeasuredCell): string {
  const { requests, outputTokensPerS, ttftMs, validity } = statistics;
  const median = ttftMs.percentiles.find(({ p }) => p === 50)?.value;
  const parts = [
    `${requests.outcomes.ok ?? 0}/${requests.sent} ok`,
    figure(outputTokensPerS.steady ?? outputTokensPerS.whole, 'tokens/s'),
    `TTFT p50 ${figure(median, 'ms')}`,
    ...(validity === null ? [] : [`${validity.valid}/${validity.checked} answers follow their schema`]),
    verdict.state,
  ];
  const broken = verdict.rules
    .filter(({ state }) => state === 'WARN' || state === 'INVALID')
    .map(({ rule, measured, limit }) => `\n    ${rule}: ${measured} (limit ${limit})`);
  return parts.join(' · ') + broken.join('');
}
