import type { Calibration } from '../domain/calibration.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import { connectMs, e2eMs, ntpotMs, tpotMs, ttfaMs, ttftMs } from '../domain/request-metrics.ts';
import { outcomes, type Sample } from '../domain/sample.ts';
import type { SampleSet } from '../domain/sample-set.ts';
import type { Statistics } from '../domain/statistics.ts';
import { chunkGapsMs, chunksAreTokens } from './chunk-latency.ts';
import { clientStatistics } from './client/client-statistics.ts';
import { coldWarm } from './cold-warm.ts';
import { crossChecks } from './cross-check/cross-checks.ts';
import { describe, describeSorted } from './distribution.ts';
import { goodput } from './goodput.ts';
import { enforcementOf } from './json/enforcement.ts';
import { type Judged, judgeAnswers } from './json/judged-answer.ts';
import { validityOf } from './json/validity.ts';
import { lengths } from './lengths.ts';
import { loadPhases } from './load-phases.ts';
import { openLoop } from './open-loop.ts';
import { comparePairs, type PairSide } from './pairs.ts';
import { steadyWindow } from './steady-window.ts';
import { efficiency } from './telemetry/efficiency.ts';
import { telemetry } from './telemetry/telemetry.ts';
import { figureWindow } from './telemetry/window.ts';
import { durationS, throughput } from './throughput.ts';
import { offeredRequests, timeBound } from './time-bound.ts';
import { tokenTotals } from './token-totals.ts';
import { tokenViews } from './token-views.ts';
import { tokensOverTime } from './tokens-over-time.ts';

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
    iclMs: describeSorted(chunkGapsMs(ok)),
    iclIsItl: chunksAreTokens(ok),
    ...tokenViews(ok),
    ntpotMs: describe(ok.map(ntpotMs)),
    connectMs: describe(ok.map(connectMs)),
  };
}

function validIds(judged: Judged[]): Set<string> | null {
  if (judged.length === 0) return null;
  return new Set(judged.filter(({ outcome }) => outcome === 'valid').map(({ id }) => id));
}

/**
 * Everything that is said of a cell, from its samples alone; only ok requests enter latency and throughput.
 * `constrained`: the requests of the cell whose twin this one is; null where it is none, or those are missing.
 */
export function computeStatistics(
  cell: Cell,
  plan: Plan,
  set: SampleSet,
  calibration: Calibration | null = null,
  constrained: ReadonlyMap<string, PairSide> | null = null,
): Statistics {
  const ok = set.samples.filter((sample) => sample.outcome === 'ok');
  const window = steadyWindow(set.samples, cell.shape);
  const wholeS = durationS(set.samples);
  const tokens = tokenTotals(ok);
  const rates = throughput(ok, window, wholeS);
  const judged = judgeAnswers(set.samples, set.items);
  const figures = figureWindow(set, { steadyWindow: window, tokens, ...rates });
  const cost = efficiency(plan, rates.outputTokensPerS);
  return {
    cell,
    requests: requestCounts(set),
    durationS: wholeS,
    steadyWindow: window,
    ...loadPhases(ok, set.samples, window),
    tokens,
    ...rates,
    ...latencies(ok),
    openLoop: openLoop(set.samples, cell),
    lengths: lengths(ok, set.items),
    timeBound: timeBound(cell, set),
    goodput: goodput(set.samples, offeredRequests(cell, set), wholeS, plan.suite.slo, validIds(judged)),
    tokensOverTime: tokensOverTime(set.samples),
    validity: validityOf(judged),
    enforcement: cell.purpose === 'enforcement' ? enforcementOf(judged) : null,
    pairs: constrained === null ? null : comparePairs(constrained, set),
    cold: coldWarm(ok, set.items),
    figureWindow: figures,
    ...telemetry(set, figures),
    client: clientStatistics(cell, set, ok, calibration, figures),
    cacheReset: set.cacheReset,
    efficiency: cost,
    crossChecks: crossChecks(set, figures, plan.suite.limits),
    costUsdPerMillionOutputTokens: cost.usdPerMillionTokens.steady ?? cost.usdPerMillionTokens.whole,
  };
}
