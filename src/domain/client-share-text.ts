import type { Distribution, Statistics } from './statistics.ts';

/** Two significant digits, rounded up: a bound must not become smaller by being written down. */
function bound(valueMs: number): string {
  if (valueMs <= 0) return '0 ms';
  const step = 10 ** (Math.floor(Math.log10(valueMs)) - 1);
  return `${Number((Math.ceil(valueMs / step - 1e-9) * step).toPrecision(2))} ms`;
}

function median({ percentiles }: Distribution): string {
  const value = percentiles.find(({ p }) => p === 50)?.value ?? null;
  return value === null ? '' : ` p50 ${Number(value.toPrecision(3))} ms`;
}

/**
 * "of TTFT p50 212 ms the client's own part is at most 0.09 ms, of TPOT p50 9.1 ms at most 0.001 ms (99 % of requests)".
 * Null where neither is known.
 */
export function clientShareText({ client: { share }, ttftMs, tpotMs }: Statistics): string | null {
  const parts = [
    share.ttftMs === null ? null : `of TTFT${median(ttftMs)} the client's own part is at most ${bound(share.ttftMs)}`,
    share.tpotMs === null
      ? null
      : `of TPOT${median(tpotMs)} ${share.ttftMs === null ? "the client's own part is " : ''}at most ${bound(share.tpotMs)}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : `${parts.join(', ')} (99 % of requests)`;
}
