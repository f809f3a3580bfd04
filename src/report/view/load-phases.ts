import type { Phase, Steadiness } from '../../domain/load-phases.ts';
import type { Statistics } from '../../domain/statistics.ts';
import { count, number, share } from '../format.ts';

type Line = { name: string; value: string };

function phaseText({ lengthS, outputTokens, outputTokensPerS }: Phase): string {
  if (lengthS <= 0) return 'none';
  const rate = outputTokensPerS === null ? '' : `, ${number(outputTokensPerS)} output tokens/s`;
  return `${number(lengthS)} s, ${count(Math.round(outputTokens))} output tokens${rate}`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${share(Math.abs(value))}`;
}

function steadinessText({ firstHalfTokensPerS, secondHalfTokensPerS, change, low, high }: Steadiness): string {
  const told = low > 0 || high < 0 ? '' : ': no change shown';
  const rates = `${number(firstHalfTokensPerS)}, then ${number(secondHalfTokensPerS)} output tokens/s`;
  return `${rates}, ${signed(change)} (95 % interval ${signed(low)} to ${signed(high)})${told}`;
}

/** The steady window, what lies around it, and whether it is steady; empty without one. */
export function loadPhaseLines({ steadyWindow: window, ramp, drain, steadiness }: Statistics): Line[] {
  if (window === null) return [];
  const span = `${number(window.fromS)} to ${number(window.toS)} s, ${number(window.lengthS)} s long`;
  return [
    { name: 'steady window', value: span },
    ...(ramp === null ? [] : [{ name: 'ramp before it', value: phaseText(ramp) }]),
    ...(drain === null ? [] : [{ name: 'drain after it', value: phaseText(drain) }]),
    ...(steadiness === null ? [] : [{ name: 'its first half and its second', value: steadinessText(steadiness) }]),
  ];
}
