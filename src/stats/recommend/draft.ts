import type { ComparedTest, Comparison } from '../../domain/comparison.ts';
import { listText } from '../../domain/list-text.ts';
import type { Finding, Recommendation } from '../../domain/recommendation.ts';
import type { Suite } from '../../domain/suite.ts';

/** What was asked of an engine, and on what it ran. */
export type Asked = {
  engine: string;
  suite: Pick<Suite, 'name' | 'slo' | 'gpuUsdPerHour'>;
  hardware: string;
  hasGpu: boolean;
};

/** All that recommendations are made from. */
export type Known = { comparison: Omit<Comparison, 'recommendations'>; asked: Asked[] };

/** A use case before its answer is drawn from its findings. */
export type Draft = Pick<Recommendation, 'useCase' | 'title' | 'conditions' | 'against' | 'toFindOut'> & {
  findings: Finding[];
  /** Why nothing can be said where no finding decides. */
  otherwise: string;
};

/** Limits count as kept where at least this share of the requests offered is within all of them. */
export const keptShare = 0.95;

/** The tests of one name that tell of speed; of json_struct those with schemas, else the twins without. */
export function testsOf({ comparison }: Known, name: ComparedTest['test'], constraint?: ComparedTest['constraint']) {
  return comparison.tests.filter((one) => one.test === name && (constraint ?? one.constraint) === one.constraint);
}

/** Whether an engine kept the limits of the suite in a test. Figures of INVALID cells alone show nothing. */
export function keepsLimits({ figures, verdict, leftOut }: ComparedTest['engines'][number]): boolean {
  const counts = verdict !== 'INVALID' || leftOut > 0;
  return counts && (figures.goodputShare?.value ?? 0) >= keptShare;
}

function slo({ slo: { ttftMs, tpotMs, e2eMs } }: Asked['suite']): string {
  const e2e = e2eMs === null ? '' : `, E2E ${e2eMs} ms`;
  return `TTFT ${ttftMs} ms, TPOT ${tpotMs} ms${e2e}`;
}

/** The limits of the suite in words; of several suites all. */
export function limitsInWords({ asked }: Known): string {
  return [...new Set(asked.map(({ suite }) => slo(suite)))].join(' or ');
}

/** Where each engine last kept the limits, of the load levels measured: "vllm and sglang up to 64 in flight, trtllm at none". */
export function keptUpTo(tests: ComparedTest[]): string {
  const closed = tests.filter(({ concurrency }) => concurrency !== null);
  const names = [...new Set(closed.flatMap(({ engines }) => engines.map(({ engine }) => engine)))];
  const most = (name: string) => {
    const kept = closed.filter(({ engines }) => engines.some((one) => one.engine === name && keepsLimits(one)));
    return kept.length === 0 ? 'at none' : `up to ${Math.max(...kept.map(({ concurrency }) => concurrency ?? 0))}`;
  };
  const words = [...Map.groupBy(names, most)].map(([level, all]) => `${listText(all)} ${level}`);
  const levels = [...new Set(closed.map(({ concurrency }) => concurrency ?? 0))].toSorted((a, b) => a - b);
  return `Of the levels measured (${levels.join(', ')} in flight), ${keptShare * 100} % of requests are within the limits: ${words.join(', ')}.`;
}
