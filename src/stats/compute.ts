import type { Calibration } from '../domain/calibration.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import { outcomes, type Sample } from '../domain/sample.ts';
import type { SampleSet } from '../domain/sample-set.ts';
import type { Statistics } from '../domain/statistics.ts';
import { chunkGapsMs, chunksAreTokens } from './chunk-latency.ts';
import { clientStatistics } from './client/client-statistics.ts';
import { coldWarm } from './cold-warm.ts';
import { costUsdPerMillionTokens } from './cost.ts';
import { describe } from './distribution.ts';
import { goodput } from './goodput.ts';
import { lengths } from './lengths.ts';
import { cpuUse, gpuUse } from './machine-use.ts';
import { openLoop } from './open-loop.ts';
import { connectMs, e2eMs, ntpotMs, tpotMs, ttfaMs, ttftMs } from './request-metrics.ts';
import type { LoadSpan } from './series.ts';
import { steadyWindow } from './steady-window.ts';
import { durationS, throughput } from './throughput.ts';
import { offeredRequests, timeBound } from './time-bound.ts';
import { tokenTotals } from './token-totals.ts';
import { tokensOverTime } from './tokens-over-time.ts';
import { checkValidity } from './validity.ts';

function requestCounts({ client }: SampleSet): Statistics['requests'] {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, client.outcomes[outcome] ?? 0]));
  return {
    planned: client.planned,
    dropped: client.dropped,
    sent: client.sent,
    outcomes: counts as Statistics['requests']['outcomes'],
  };
}

function latencies(ok: Sample[]) {
  return {
    ttftMs: describe(ok.map(ttftMs)),
    ttfaMs: describe(ok.map(ttfaMs)),
    tpotMs: describe(ok.map(tpotMs)),
    e2eMs: describe(ok.map(e2eMs)),
    iclMs: describe(chunkGapsMs(ok)),
    iclIsItl: chunksAreTokens(ok),
    ntpotMs: describe(ok.map(ntpotMs)),
    connectMs: describe(ok.map(connectMs)),
  };
}

/** Everything that is said of a cell, from its samples alone; only ok requests enter latency and throughput. */
export function computeStatistics(
  cell: Cell,
  plan: Plan,
  set: SampleSet,
  calibration: Calibration | null = null,
): Statistics {
  const ok = set.samples.filter((sample) => sample.outcome === 'ok');
  const window = steadyWindow(set.samples, cell.shape);
  const wholeS = durationS(set.samples);
  const tokens = tokenTotals(ok);
  const rates = throughput(ok, window, wholeS);
  const checked = checkValidity(ok, set.items);
  const span: LoadSpan = { fromS: 0, toS: set.client.endUs / 1e6 };
  const { outputTokensPerS } = rates;
  return {
    cell,
    requests: requestCounts(set),
    durationS: wholeS,
    steadyWindow: window,
    tokens,
    ...rates,
    ...latencies(ok),
    openLoop: openLoop(set.samples, cell),
    lengths: lengths(ok, set.items),
    timeBound: timeBound(cell, set),
    goodput: goodput(set.samples, offeredRequests(cell, set), wholeS, plan.suite.slo, checked?.validIds ?? null),
    tokensOverTime: tokensOverTime(set.samples),
    validity: checked?.validity ?? null,
    cold: coldWarm(ok, set.items),
    gpu: gpuUse(set, span, tokens.output),
    cpu: cpuUse(set, span),
    client: clientStatistics(cell, set, ok, calibration),
    cacheReset: set.cacheReset,
    costUsdPerMillionOutputTokens: costUsdPerMillionTokens(
      plan.suite.gpuUsdPerHour,
      outputTokensPerS.steady ?? outputTokensPerS.whole,
    ),
  };
}
