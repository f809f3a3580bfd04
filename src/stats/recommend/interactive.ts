import type { ComparedTest } from '../../domain/comparison.ts';
import { type Draft, type Known, keepsLimits, keptUpTo, testsOf } from './draft.ts';
import { findingAt } from './finding.ts';

function isRanked({ rankings }: ComparedTest, metric: string): boolean {
  return rankings.some((one) => one.metric === metric && one.ranked.length > 0);
}

/** The tests with the fewest requests in flight, one after another where that was measured. */
function alone(known: Known): ComparedTest[] {
  const low = testsOf(known, 'low_latency');
  const all = low.length > 0 ? low : testsOf(known, 'throughput').filter(({ concurrency }) => concurrency === 1);
  const least = Math.min(...all.map(({ concurrency }) => concurrency ?? Number.POSITIVE_INFINITY));
  return all.filter(({ concurrency }) => (concurrency ?? Number.POSITIVE_INFINITY) === least);
}

/** The highest load level at which every engine that may be ranked kept the limits; none: there is no such level. */
function loaded(tests: ComparedTest[]): ComparedTest[] {
  const held = tests.filter((test) => {
    const ranked = test.rankings.find(({ metric }) => metric === 'ttftP50Ms')?.ranked ?? [];
    const kept = test.engines.filter(({ engine }) => ranked.some((one) => one.engine === engine));
    return (test.concurrency ?? 0) > 1 && kept.length > 0 && kept.every(keepsLimits);
  });
  const most = Math.max(...held.map(({ concurrency }) => concurrency ?? 0));
  return held.filter(({ concurrency }) => concurrency === most);
}

/** p95 under load, because a user meets the slow ones too; p50 where there are too few requests for it. */
function underLoad(test: ComparedTest) {
  return ['ttft', 'tpot'].flatMap((name) =>
    findingAt(test, isRanked(test, `${name}P95Ms`) ? `${name}P95Ms` : `${name}P50Ms`, true),
  );
}

/** First token and pace of an answer, with nobody else asking and at the most load that every engine bears. */
export function interactive(known: Known): Draft {
  const tests = testsOf(known, 'throughput').filter(({ concurrency }) => concurrency !== null);
  const single = alone(known);
  const most = loaded(tests);
  const findings = [
    ...single.flatMap((test) => ['ttftP50Ms', 'tpotP50Ms'].flatMap((metric) => findingAt(test, metric, true))),
    ...most.flatMap(underLoad),
  ];
  return {
    useCase: 'interactive',
    title: 'Quickest answers to a person',
    findings,
    otherwise: 'neither the test low_latency nor a load level that all engines bear gave figures',
    conditions: tests.length === 0 ? [] : [keptUpTo(tests)],
    against:
      most.length === 0 && findings.length > 0
        ? [
            'Nothing is said of answers under load: no measured level above 1 in flight kept every engine within the limits.',
          ]
        : [],
    toFindOut: findings.length === 0 ? ['Run the test low_latency on two or more engines.'] : [],
  };
}
