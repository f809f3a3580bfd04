import type { Cell, Plan } from '../domain/plan.ts';
import type { SampleSet } from '../domain/sample-set.ts';
import { inFlightLimit } from '../domain/shape.ts';
import type { Statistics } from '../domain/statistics.ts';
import type { RuleResult } from '../domain/verdict.ts';
import { clientSaturated } from '../stats/rules/client-saturated.ts';
import { comparedPercentiles, type Figures, reportedFigures, scriptedFigures, trueFigures } from './figures.ts';
import type { Script } from './levels.ts';
import { type PairedErrors, pairedErrors } from './pairs.ts';
import type { Truth } from './truth-log.ts';

/** One figure beside the truth. `error` is reported - true, `limit` what it may be at most; both in `unit`. */
export type Line = {
  figure: string;
  unit: 'ms' | 'tokens/s';
  reported: number | null;
  truth: number | null;
  script: number | null;
  error: number | null;
  errorPercent: number | null;
  limit: number | null;
  pass: boolean;
};

/** A level beside the truth. */
export type Comparison = {
  concurrency: number;
  durationS: number | null;
  /** Requests planned; of these ok; of these in the truth log; of these with the same tokens and chunks on both sides. */
  requests: { planned: number; ok: number; joined: number; equal: number };
  lines: Line[];
  /** Differences request by request; shown, not judged. */
  paired: PairedErrors;
  /** How well both sides worked: what to look at where a line fails. */
  client: { lagP99Us: number | null; lagMaxUs: number | null; coalescedReads: number; reads: number; clock: string };
  simulator: { lateMaxMs: number; blockedSends: number };
  /** CPU that neither of both used while the load ran, percent of one core; null where it was not sampled. */
  othersCpuPercent: number | null;
  /** What the rule CLIENT_SATURATED says of it. */
  saturated: RuleResult;
  blurredShare: number | null;
  pass: boolean;
};

/** Times may be 1 ms or 1 % wrong, whichever is larger; rates 1 %. */
export function compareFigure(
  figure: string,
  unit: Line['unit'],
  values: { reported: number | null; truth: number | null; script: number | null },
): Line {
  const { reported, truth } = values;
  if (reported === null || truth === null) {
    return { figure, unit, ...values, error: null, errorPercent: null, limit: null, pass: false };
  }
  const error = reported - truth;
  const limit = Math.max(unit === 'ms' ? 1 : 0, truth / 100);
  return { figure, unit, ...values, error, errorPercent: (100 * error) / truth, limit, pass: Math.abs(error) <= limit };
}

function compareFigures(reported: Figures, truth: Figures, script: Figures): Line[] {
  const times = [
    ['TTFT', 'ttftMs'],
    ['TPOT', 'tpotMs'],
    ['E2E', 'e2eMs'],
  ] as const;
  const lines = times.flatMap(([name, key]) =>
    comparedPercentiles.map((p, index) => {
      const at = (figures: Figures) => figures[key][index] ?? null;
      return compareFigure(`${name} p${p}`, 'ms', { reported: at(reported), truth: at(truth), script: at(script) });
    }),
  );
  const rates = (['steady', 'whole'] as const).map((key) => {
    const at = (figures: Figures) => figures.tokensPerS[key];
    return compareFigure(`tokens/s ${key}`, 'tokens/s', {
      reported: at(reported),
      truth: at(truth),
      script: at(script),
    });
  });
  return [...lines, ...rates];
}

function othersCpuPercent({ cpu, durationS }: Statistics, { host }: SampleSet, cpus: number): number | null {
  const { engineMeanPercent, clientMeanPercent } = cpu;
  const during = host.filter(({ tS }) => tS >= 0 && tS <= (durationS ?? 0)).flatMap((row) => row.cpuPercent ?? []);
  if (engineMeanPercent === null || clientMeanPercent === null || during.length === 0) return null;
  const machine = during.reduce((sum, percent) => sum + percent, 0) / during.length;
  return Math.max(0, machine * cpus - engineMeanPercent - clientMeanPercent);
}

/** Puts a cell's statistics beside what the simulator wrote down about its requests. */
export function compareCell(
  cell: Cell,
  { plan, statistics, set }: { plan: Plan; statistics: Statistics; set: SampleSet },
  scripts: Script[],
  truths: Map<string, Truth>,
  cpus: number,
): Comparison {
  const ok = set.samples.filter(({ outcome }) => outcome === 'ok');
  const pairs = ok.flatMap((sample) => {
    const truth = truths.get(sample.id);
    return truth === undefined ? [] : [{ sample, truth }];
  });
  const equal = pairs.filter(
    ({ sample, truth }) => sample.outputTokens === truth.tokens && sample.chunks === truth.chunks,
  ).length;
  const requests = { planned: set.client.planned, ok: ok.length, joined: pairs.length, equal };
  const concurrency = inFlightLimit(cell.shape);
  const truth = trueFigures(
    pairs.map((pair) => pair.truth),
    concurrency,
  );
  const lines = compareFigures(reportedFigures(statistics), truth, scriptedFigures(scripts, concurrency));
  const { readerLagUs, coalescedReads, reads, clock } = set.client;
  return {
    concurrency,
    durationS: statistics.durationS,
    requests,
    lines,
    paired: pairedErrors(pairs),
    client: { lagP99Us: readerLagUs.p99, lagMaxUs: readerLagUs.max, coalescedReads, reads, clock },
    simulator: {
      lateMaxMs: Math.max(0, ...pairs.map((pair) => pair.truth.lateMaxNs)) / 1e6,
      blockedSends: pairs.reduce((sum, pair) => sum + pair.truth.blockedSends, 0),
    },
    othersCpuPercent: othersCpuPercent(statistics, set, cpus),
    saturated: {
      ...clientSaturated({ statistics, set, plan, sheet: null, enforcement: null, gpuProcesses: null, files: null }),
      rule: 'CLIENT_SATURATED',
    },
    blurredShare: statistics.client.blurredFirstTokensShare,
    pass: lines.every(({ pass }) => pass) && equal === requests.planned,
  };
}
