import type { EngineResult } from '../domain/engine-result.ts';
import type { Distribution, Statistics } from '../domain/statistics.ts';
import { number, percentile } from './format.ts';

/** The difference between the two latencies, for every report that shows both. */
export const openLoopNote =
  'Open loop: a schedule says when each request is due. Response latency counts from that intended send: what a user who ' +
  'came at that instant waited. Service latency counts from the real send and leaves out how long the request was held ' +
  'back before it left. Where the two differ, requests were sent late: judge by the response latency, as goodput does.';

type Row = { name: string; distribution: Distribution };

/** Latency rows that only an open loop has; first in the table, as they are what users wait. Empty in a closed loop. */
export function openLoopRows({ openLoop: open }: Statistics): Row[] {
  if (open === null) return [];
  return [
    { name: 'response TTFT, ms', distribution: open.responseTtftMs },
    { name: 'response E2E, ms', distribution: open.responseE2eMs },
    { name: 'sent late by, ms', distribution: open.sendLatenessMs },
  ];
}

function offered({ openLoop: open, requestsPerS }: Statistics): string {
  if (open?.burst != null) {
    return (
      `All requests were due at once: the last left ${number(open.burst.sentSpreadMs)} ms after the first, ` +
      `first tokens came within ${number(open.burst.firstTokenSpreadMs)} ms of each other.`
    );
  }
  const perS = (value: number | null | undefined) => `${number(value ?? null)} requests/s`;
  return (
    `The schedule offered ${perS(open?.offeredPerS)}; ` +
    `${perS(open?.sentPerS)} were sent, ${perS(requestsPerS.whole)} answered well.`
  );
}

/** What an open loop offered and how that was kept, in sentences; empty in a closed loop. */
export function openLoopText(statistics: Statistics): string {
  const { openLoop: open } = statistics;
  if (open === null) return '';
  const places =
    open.waitedForPlace === 0
      ? `At most ${open.peakInFlight} were in flight, there were ${open.maxInFlight} places.`
      : `${open.waitedForPlace} requests had to wait for one of ${open.maxInFlight} places and were sent late.`;
  return `${offered(statistics)} ${places}`;
}

/** "p50 / p95" of the TTFT from the intended send; empty in a closed loop. */
export function responseTtft({ openLoop }: Statistics): string {
  if (openLoop === null) return '';
  return `${percentile(openLoop.responseTtftMs, 50)} / ${percentile(openLoop.responseTtftMs, 95)}`;
}

/** TTFT as a user waited for it: from the intended send where there is a schedule. */
export function waitedTtft({ openLoop, ttftMs }: Statistics): Distribution {
  return openLoop === null ? ttftMs : openLoop.responseTtftMs;
}

/** Whether some cell is an open loop, so that the reports must say what that means. */
export function isAnyOpen({ benchmarks }: EngineResult): boolean {
  return Object.values(benchmarks)
    .flat()
    .some(({ statistics }) => statistics.openLoop !== null);
}
