import { resetInWords } from '../../domain/cache-reset.ts';
import { clientShareText } from '../../domain/client-share-text.ts';
import type { MeasuredCell } from '../../domain/engine-result.ts';
import type { ClientReport } from '../../domain/sample.ts';
import { isOpen, shapeInShort } from '../../domain/shape.ts';
import type { Distribution, Statistics } from '../../domain/statistics.ts';
import { bytes, count, interval, number, percentile, share, unknown } from '../format.ts';
import { openLoopRows, openLoopText, responseTtft } from '../open-loop.ts';
import { clientLines } from './client.ts';
import { constraintCost } from './constraint.ts';
import { crossCheckTable } from './cross-checks.ts';
import { lengthsTable } from './lengths.ts';
import { loadPhaseLines } from './load-phases.ts';
import { structured } from './structured.ts';
import { telemetryTable } from './telemetry/telemetry.ts';

/** The columns of the templates. */
const shownPercentiles = [50, 90, 95, 99, 99.9];

function latency(name: string, distribution: Distribution) {
  return {
    name,
    samples: distribution.count,
    count: count(distribution.count),
    mean: number(distribution.mean),
    percentiles: shownPercentiles.map((p) => ({
      value: percentile(distribution, p),
      interval: interval(distribution, p),
    })),
    max: number(distribution.max),
  };
}

function latencies(s: Statistics) {
  const gaps = s.iclIsItl ? 'ITL, ms (gaps between tokens, pooled)' : 'ICL, ms (gaps between chunks, pooled)';
  const service = s.openLoop === null ? '' : 'service ';
  return [
    ...openLoopRows(s).map(({ name, distribution }) => latency(name, distribution)),
    latency(`${service}TTFT, ms`, s.ttftMs),
    latency('TPOT, ms', s.tpotMs),
    latency(`${service}E2E, ms`, s.e2eMs),
    latency(gaps, s.iclMs),
    ...(s.longestGapMs === null ? [] : [latency('longest gap of a request, ms', s.longestGapMs)]),
    latency('connect, ms', s.connectMs),
  ].filter(({ samples }) => samples > 0);
}

/** Figures that every cell has, then those that could be known. */
function figures(s: Statistics, report: ClientReport | null) {
  const always = [
    { name: 'output tokens/s, steady window', value: number(s.outputTokensPerS.steady) },
    { name: 'output tokens/s, whole run (as vllm bench serve)', value: number(s.outputTokensPerS.whole) },
    { name: 'requests/s, whole run', value: number(s.requestsPerS.whole) },
    { name: 'in flight on average', value: number(s.concurrencyAchieved) },
    { name: `goodput, requests/s (${s.goodput.slo})`, value: `${number(s.goodput.perS)} (${share(s.goodput.share)})` },
    { name: 'output tokens', value: `${count(s.tokens.output)} (source: ${s.tokens.source})` },
    { name: 'input tokens', value: count(s.tokens.input) },
    { name: 'TPOT, mean over tokens, ms', value: number(s.tpotByTokenMs) },
    { name: 'tokens per chunk', value: number(s.tokens.perChunk) },
    { name: 'duration, s', value: number(s.durationS) },
  ];
  const bound = s.timeBound === null ? [] : [{ name: 'ended by time', value: timeBoundText(s.timeBound) }];
  const cache = {
    name: 'prefix cache before the load',
    value: s.cacheReset === null ? unknown : resetInWords(s.cacheReset),
  };
  const memory = { name: 'client: main memory, peak', value: bytes(report?.peakRssBytes ?? null) };
  return [
    ...always,
    ...loadPhaseLines(s),
    ...bound,
    ...[cache, memory].filter(({ value }) => value !== unknown),
    ...clientLines(s),
  ];
}

/** How a closed loop ended that was to run for a time. */
function timeBoundText(bound: NonNullable<Statistics['timeBound']>): string {
  const { durationS, prepared, sent, ranOutAtS, inFlightAtEnd, drainS } = bound;
  if (ranOutAtS !== null)
    return `no: all ${count(prepared)} requests were sent after ${number(ranOutAtS)} of ${durationS} s`;
  const drain = `${count(inFlightAtEnd)} in flight then, which ended within ${number(drainS)} s`;
  return `after ${durationS} s, ${count(sent)} of ${count(prepared)} requests made ready; ${drain}`;
}

function failed({ requests: { outcomes, dropped }, timeBound }: Statistics): string {
  const ended = Object.entries(outcomes).filter(([outcome, times]) => outcome !== 'ok' && times > 0);
  const words = ended.map(([outcome, times]) => `${count(times)} ${outcome}`);
  // Of what is made ready for a time, most is never sent.
  const unsent = dropped === 0 || timeBound !== null ? [] : [`${count(dropped)} never sent`];
  return [...words, ...unsent].join(', ');
}

/** The columns of a cell's speed; empty for a proof, whose speed is nobody's figure. */
function speed(s: Statistics) {
  const shown = (text: string) => (s.cell.purpose === 'speed' ? text : '');
  return {
    tokensPerS: shown(number(s.outputTokensPerS.steady ?? s.outputTokensPerS.whole)),
    ttftP50: shown(percentile(s.ttftMs, 50)),
    ttftP95: shown(percentile(s.ttftMs, 95)),
    tpotP50: shown(percentile(s.tpotMs, 50)),
    tpotP95: shown(percentile(s.tpotMs, 95)),
  };
}

/** One cell as the reports show it. `cells` are all cells of its test. */
export function cellView(cell: MeasuredCell, cells: MeasuredCell[], report: ClientReport | null) {
  const { statistics: s, verdict } = cell;
  return {
    id: s.cell.id,
    load: shapeInShort(s.cell.shape),
    concurrency: isOpen(s.cell.shape) ? '' : count(s.cell.shape.concurrency),
    openLoop: openLoopText(s),
    responseTtft: responseTtft(s),
    sent: count(s.requests.sent),
    ok: count(s.requests.outcomes.ok ?? 0),
    failed: failed(s),
    ...speed(s),
    validShare: s.validity === null ? '' : share(s.validity.validShare),
    state: verdict.state,
    figures: figures(s, report),
    clientShare: s.cell.purpose === 'speed' ? (clientShareText(s) ?? '') : '',
    latencies: s.cell.purpose === 'speed' ? latencies(s) : [],
    telemetry: s.cell.purpose === 'speed' ? telemetryTable(s) : null,
    lengths: lengthsTable(s),
    structured: structured(s),
    constraintCost: constraintCost(cell, cells),
    crossChecks: s.cell.purpose === 'speed' ? crossCheckTable(s) : null,
    rules: verdict.rules,
    broken: verdict.rules.filter(({ state }) => state === 'WARN' || state === 'INVALID'),
  };
}
