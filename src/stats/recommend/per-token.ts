import type { Draft, Known } from './draft.ts';
import { keepsLimits, keptUpTo, limitsInWords, testsOf } from './draft.ts';
import { candidates, findingAtBest } from './finding.ts';

type Parts = Pick<Draft, 'findings' | 'conditions' | 'against'>;

/**
 * What a token takes in the test throughput: each engine at the load level that is best for it among those at which it
 * keeps the limits, which decides; beside it, at the best of all levels.
 */
function perToken(known: Known, metric: string): Parts {
  const tests = testsOf(known, 'throughput');
  const all = candidates(tests, metric);
  const kept = all.filter(({ tested }) => keepsLimits(tested));
  const within =
    kept.length === 0
      ? []
      : findingAtBest(tests, kept, metric, { where: 'within the limits, each engine at its best level' });
  return {
    findings: [
      ...within,
      ...findingAtBest(tests, all, metric, {
        where: 'whatever the latency, each engine at its best level',
        decides: false,
      }),
    ],
    conditions: within.length === 0 ? [] : [keptUpTo(tests)],
    against: [],
  };
}

function noneWithin(known: Known): string {
  return `no engine kept the limits (${limitsInWords(known)}) at any load level measured`;
}

/** Dollars for a million output tokens; only where the suite carries a price and engines ran on a GPU. */
export function cost(known: Known): Draft {
  const parts = perToken(known, 'usdPerMillionTokens');
  const prices = [...new Set(known.asked.map(({ suite }) => suite.gpuUsdPerHour))];
  const isPriced = prices.some((price) => price !== null);
  const onCpu = known.asked.every(({ hasGpu }) => !hasGpu);
  const price = prices.map((one) => (one === null ? 'no price' : `${one} USD`)).join(' or ');
  return {
    ...parts,
    useCase: 'cost',
    title: 'Cheapest tokens',
    otherwise: !isPriced
      ? 'no price of a GPU hour is set'
      : parts.findings.length > 0
        ? noneWithin(known)
        : onCpu
          ? 'a price by the GPU hour says nothing of engines that ran without a GPU'
          : 'tokens a second under load are not known',
    conditions: isPriced && parts.findings.length > 0 ? [`A GPU hour costs ${price}.`, ...parts.conditions] : [],
    toFindOut: [
      ...(isPriced ? [] : ['Set what an hour of the GPU costs you: --set gpuUsdPerHour=2.5.']),
      ...(onCpu ? ['Measure on the GPU that you pay for.'] : []),
    ],
  };
}

/** Joules for an output token; only where the power of the GPU was read. */
export function energy(known: Known): Draft {
  const parts = perToken(known, 'energyPerTokenJ');
  const onCpu = known.asked.every(({ hasGpu }) => !hasGpu);
  return {
    ...parts,
    useCase: 'energy',
    title: 'Least energy',
    otherwise:
      parts.findings.length > 0
        ? noneWithin(known)
        : onCpu
          ? 'no GPU was there whose power could be read'
          : 'readings of the power of the GPU do not cover the load',
    conditions:
      parts.findings.length > 0 ? ['Energy is that of the GPU alone, not of the machine.', ...parts.conditions] : [],
    toFindOut:
      parts.findings.length > 0
        ? []
        : onCpu
          ? ['Measure on a machine with an NVIDIA GPU.']
          : ['Let the power be read all the time: telemetry.gpu: auto, and longer runs.'],
  };
}
