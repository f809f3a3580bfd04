import { e2eMs, responseE2eMs, responseTtftMs, tpotMs, ttftMs } from '../domain/request-metrics.ts';
import type { Sample } from '../domain/sample.ts';
import type { Statistics } from '../domain/statistics.ts';
import type { Suite } from '../domain/suite.ts';

function within(value: number | null, limit: number): boolean {
  return value !== null && value <= limit;
}

/** What the user waited: from the intended send where there is a schedule, else from the send. */
export function waited(sample: Sample): { ttftMs: number | null; e2eMs: number | null } {
  if (sample.intendedUs === null) return { ttftMs: ttftMs(sample), e2eMs: e2eMs(sample) };
  return { ttftMs: responseTtftMs(sample), e2eMs: responseE2eMs(sample) };
}

/** TPOT is not applicable to an answer of one token or to batched prompts; such a request is judged on the rest. */
function meets(sample: Sample, slo: Suite['slo']): boolean {
  const perToken = tpotMs(sample);
  const latency = waited(sample);
  return (
    within(latency.ttftMs, slo.ttftMs) &&
    (perToken === null ? !hasDecode(sample) : perToken <= slo.tpotMs) &&
    (slo.e2eMs === null || within(latency.e2eMs, slo.e2eMs))
  );
}

/** With unknown tokens an answer of several chunks has a TPOT that nobody knows: it cannot be called good. */
function hasDecode(sample: Sample): boolean {
  return sample.outputTokens === null && sample.choices <= 1 && sample.chunks > 1;
}

function inWords(slo: Suite['slo'], schemaToo: boolean, scheduled: boolean): string {
  const latency = slo.e2eMs === null ? [] : [`E2E <= ${slo.e2eMs} ms`];
  const schema = schemaToo ? ['valid against its schema'] : [];
  const limits = [`TTFT <= ${slo.ttftMs} ms`, `TPOT <= ${slo.tpotMs} ms`, ...latency, ...schema].join(', ');
  return scheduled ? `${limits}; from the intended send` : limits;
}

/**
 * Goodput (DistServe, OSDI 2024): ok requests that meet every SLO of the suite, per second and as a share of the
 * requests offered. In an open loop TTFT and E2E count from the intended send: a user who was made to wait is not served
 * well by an answer that was fast once it began. `validIds` null: the test has no schemas; else only answers in it count.
 */
export function goodput(
  samples: Sample[],
  offered: number,
  wholeS: number | null,
  slo: Suite['slo'],
  validIds: Set<string> | null,
): Statistics['goodput'] {
  const good = samples.filter(
    (sample) => sample.outcome === 'ok' && meets(sample, slo) && (validIds === null || validIds.has(sample.id)),
  ).length;
  return {
    perS: wholeS === null ? null : good / wholeS,
    share: offered === 0 ? null : good / offered,
    slo: inWords(
      slo,
      validIds !== null,
      samples.some((sample) => sample.intendedUs !== null),
    ),
  };
}
