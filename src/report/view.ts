import type { EngineResult, MeasuredCell } from '../domain/engine-result.ts';
import type { Run } from '../domain/run.ts';
import { shapeInShort } from '../domain/shape.ts';
import type { Distribution } from '../domain/statistics.ts';
import { bytes, interval, number, percentile, share, unknown } from './format.ts';
import { openLoopNote, openLoopRows, openLoopText, responseTtft } from './open-loop.ts';

const testTitles = {
  throughput: 'Throughput',
  json_struct: 'Structured output (JSON)',
  low_latency: 'Low latency',
} as const;

function latency(name: string, distribution: Distribution) {
  return {
    name,
    count: distribution.count,
    mean: number(distribution.mean),
    p50: percentile(distribution, 50),
    p50Interval: interval(distribution, 50),
    p90: percentile(distribution, 90),
    p95: percentile(distribution, 95),
    p95Interval: interval(distribution, 95),
    p99: percentile(distribution, 99),
    max: number(distribution.max),
  };
}

function latencies({ statistics: s }: MeasuredCell) {
  const gaps = s.iclIsItl ? 'ITL, ms (gaps between tokens)' : 'ICL, ms (gaps between chunks)';
  const service = s.openLoop === null ? '' : ' from the send';
  return [
    ...openLoopRows(s).map(({ name, distribution }) => latency(name, distribution)),
    latency(`TTFT${service}, ms`, s.ttftMs),
    latency('TPOT, ms', s.tpotMs),
    latency(`E2E${service}, ms`, s.e2eMs),
    latency(gaps, s.iclMs),
    latency('connect, ms', s.connectMs),
  ].filter(({ count }) => count > 0);
}

function figures({ statistics: s }: MeasuredCell) {
  return [
    { name: 'output tokens/s, steady window', value: number(s.outputTokensPerS.steady) },
    { name: 'output tokens/s, whole run', value: number(s.outputTokensPerS.whole) },
    { name: 'requests/s, whole run', value: number(s.requestsPerS.whole) },
    { name: 'in flight on average', value: number(s.concurrencyAchieved) },
    { name: `goodput, requests/s (${s.goodput.slo})`, value: `${number(s.goodput.perS)} (${share(s.goodput.share)})` },
    { name: 'output tokens', value: `${number(s.tokens.output)} (counted by ${s.tokens.source})` },
    { name: 'tokens per chunk', value: number(s.tokens.perChunk) },
    { name: 'duration, s', value: number(s.durationS) },
    { name: 'GPU memory, peak', value: bytes(s.gpu.memoryPeakBytes) },
    { name: 'GPU power, mean W', value: number(s.gpu.powerMeanW) },
    { name: 'energy per output token, J', value: number(s.gpu.energyPerTokenJ) },
    { name: 'engine CPU, % of one core', value: number(s.cpu.engineMeanPercent) },
    { name: 'engine memory, peak', value: bytes(s.cpu.engineMemoryPeakBytes) },
    { name: 'load generator CPU, % of one core', value: number(s.cpu.clientMeanPercent) },
    { name: 'USD per million output tokens', value: number(s.costUsdPerMillionOutputTokens) },
  ].filter(({ value }) => value !== unknown && value !== `${unknown} (${unknown})`);
}

function validity({ statistics: { validity: v } }: MeasuredCell) {
  if (v === null) return null;
  const grades = v.byGrade.map(({ grade, valid, checked }) => ({
    grade,
    valid,
    checked,
    share: share(valid / checked),
  }));
  return { ...v, share: share(v.validShare), grades };
}

function cellView(cell: MeasuredCell) {
  const { statistics: s, verdict } = cell;
  const failed = Object.entries(s.requests.outcomes).filter(([outcome, count]) => outcome !== 'ok' && count > 0);
  return {
    id: s.cell.id,
    load: shapeInShort(s.cell.shape),
    openLoop: openLoopText(s),
    responseTtft: responseTtft(cell),
    sent: s.requests.sent,
    ok: s.requests.outcomes.ok ?? 0,
    failed: failed.map(([outcome, count]) => `${count} ${outcome}`).join(', '),
    tokensPerS: number(s.outputTokensPerS.steady ?? s.outputTokensPerS.whole),
    tokensWindow: s.outputTokensPerS.steady === null ? 'whole run' : 'steady window',
    ttftP50: percentile(s.ttftMs, 50),
    ttftP95: percentile(s.ttftMs, 95),
    tpotP50: percentile(s.tpotMs, 50),
    tpotP95: percentile(s.tpotMs, 95),
    validShare: s.validity === null ? '' : share(s.validity.validShare),
    state: verdict.state,
    figures: figures(cell),
    latencies: latencies(cell),
    validity: validity(cell),
    rules: verdict.rules,
    broken: verdict.rules.filter(({ state }) => state === 'WARN' || state === 'INVALID'),
  };
}

function spread(cells: MeasuredCell[]): string {
  const values = cells
    .map(({ statistics: { outputTokensPerS: rate } }) => rate.steady ?? rate.whole)
    .filter((value) => value !== null);
  if (values.length < 2) return '';
  return `${number(Math.min(...values))} to ${number(Math.max(...values))} tokens/s over ${values.length} runs`;
}

function testView(name: keyof typeof testTitles, cells: MeasuredCell[]) {
  const repeats = cells.filter(
    ({ statistics: { cell } }) => cell.test !== 'json_struct' || cell.constraint === 'schema',
  );
  return { title: testTitles[name], spread: spread(repeats), cells: cells.map(cellView) };
}

/** What a reader must know before any number; empty for a full run of a real model. */
function banners({ config, run }: EngineResult): string[] {
  const { engine, model, target, cells } = config;
  const missing = cells.length - run.cellsDone.length;
  return [
    ...(engine.simulated ? ['SIMULATED: no model was computed; these figures say nothing about any engine.'] : []),
    ...(target.kind === 'process' ? ['Simulated engine, no container: Docker was not to be had on this machine.'] : []),
    ...(model.qualityMeaningless && !engine.simulated
      ? [`The model ${model.name} is far too small to say anything sensible: quality figures of it mean nothing.`]
      : []),
    ...(engine.proven
      ? []
      : [`The definition of ${engine.title} comes from sources and was never run by its authors.`]),
    ...(missing > 0 ? [`PARTIAL: ${missing} of ${cells.length} cells did not end.`] : []),
  ];
}

function environment({ system, run, config }: EngineResult) {
  const { host, docker, gpus, loadGenerator, cpuSets } = system;
  const rows: [string, string | null][] = [
    ['engine', [config.engine.title, system.engine.version].filter(Boolean).join(' ')],
    ['model', [config.model.name, config.model.hubId].filter(Boolean).join(' = ')],
    ['image', run.image === null ? null : `${run.image.reference} (${run.image.digest ?? run.image.id})`],
    ['requests went to', run.networkPath],
    [
      'GPU',
      gpus.map(({ name, memoryBytes, driver }) => `${name}, ${bytes(memoryBytes)}, driver ${driver}`).join('; ') ||
        'none',
    ],
    ['processor', `${host.cpuModel ?? 'unknown'}, ${host.cpus} cores, governor ${host.governor ?? 'unknown'}`],
    ['cores of engine / load generator', `${cpuSets.engine ?? 'all'} / ${cpuSets.loadGenerator ?? 'all'}`],
    ['memory', bytes(host.memoryBytes)],
    ['system', [host.os, host.kernel, host.virtualised].filter(Boolean).join(', ')],
    [
      'Docker',
      docker === null ? null : `${docker.version}, API ${docker.apiVersion}, Compose ${docker.composeVersion}`,
    ],
    ['load generator', `${loadGenerator.version} (sha256 ${loadGenerator.sha256?.slice(0, 12)})`],
    [
      'Dyno',
      `${run.dynoVersion}${run.gitCommit === null ? '' : ` at ${run.gitCommit.slice(0, 12)}`}, Node ${system.node}`,
    ],
    ['plan', config.hash],
    [
      'data',
      Object.values(config.datasets)
        .map(({ name, count, sha256 }) => `${name} (${count}, sha256 ${sha256?.slice(0, 12)})`)
        .join('; '),
    ],
  ];
  return rows.filter(([, value]) => value !== null && value !== '').map(([name, value]) => ({ name, value }));
}

function leftBehind(run: Run): string {
  if (run.cleanup === null) return 'not checked: the run did not get that far';
  const { clean, checkedAt, containers, networks, volumes, processes } = run.cleanup;
  if (clean) return `nothing: no container, network, volume or process (checked ${checkedAt})`;
  return [...containers, ...networks, ...volumes, ...processes].join(', ');
}

/** Everything the reports show, as text: templates only place it. */
export function reportView(result: EngineResult) {
  const { run, config, benchmarks } = result;
  const tests = (Object.keys(testTitles) as (keyof typeof testTitles)[])
    .filter((name) => benchmarks[name].length > 0)
    .map((name) => testView(name, benchmarks[name]));
  return {
    title: run.title,
    startedAt: run.startedAt,
    suite: `${config.suite.name}: ${config.suite.description}`,
    verdict: result.validity ?? 'NO RESULT',
    banners: banners(result),
    tests,
    openLoopNote: tests.some(({ cells }) => cells.some(({ openLoop }) => openLoop !== '')) ? openLoopNote : '',
    fairness: config.fairness,
    quirks: config.engine.quirks,
    environment: environment(result),
    errors: run.errors,
    leftBehind: leftBehind(run),
    command: run.command
      .map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
      .join(' '),
  };
}
export type ReportView = ReturnType<typeof reportView>;
