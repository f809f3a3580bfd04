import type { LatencyCounts } from '../../domain/load-plan.ts';
import type { LiveState } from '../live-state.ts';
import type { Totals } from '../totals.ts';
import type { Described } from './given-histogram.ts';
import type { Shown } from './shown.ts';

const measured = 'over the measured loads of this run';

/** What the load generator counts. Counters and histograms leave warm-up requests out, as all figures of a run do. */
export function clientMetrics({ client }: LiveState, totals: Totals | null): Shown[] {
  return [
    {
      name: 'dyno_requests_total',
      help: `Requests that ended, ${measured}.`,
      kind: 'counter',
      values: [
        { labels: { outcome: 'ok' }, value: totals?.ok ?? null },
        { labels: { outcome: 'failed' }, value: totals?.failed ?? null },
      ],
    },
    {
      name: 'dyno_output_tokens_total',
      help: `Output tokens ${measured}: by the server's usage for requests that ended, chunks for those in flight.`,
      kind: 'counter',
      values: [{ value: totals?.outputTokens ?? null }],
    },
    {
      name: 'dyno_requests_planned',
      help: 'Requests of the load going on, warm-up included; with a time limit those made ready.',
      values: [{ value: client?.planned ?? null }],
    },
    {
      name: 'dyno_in_flight',
      help: 'Requests in flight, those that warm up too.',
      values: [{ value: client?.inFlight ?? null }],
    },
  ];
}

/** Latencies of requests that ended well. */
export function latencyMetrics(totals: Totals | null): (Described & { given: LatencyCounts })[] {
  if (totals === null) return [];
  return [
    { name: 'dyno_ttft_seconds', help: `Time to first token ${measured}.`, given: totals.ttft },
    { name: 'dyno_tpot_seconds', help: `Time per output token after the first, ${measured}.`, given: totals.tpot },
  ];
}
