import { listText } from '../../domain/list-text.ts';
import type { Finding } from '../../domain/recommendation.ts';
import { type Draft, type Known, keptUpTo, limitsInWords, testsOf } from './draft.ts';
import { type Candidate, candidates, findingAt, findingAtBest } from './finding.ts';

/** Answers of engines that differ by more than this in length make requests a second unlike tokens a second. */
const sameLength = 0.05;

/** A level that is the best and the highest one measured: above it nobody looked. */
function highestWasBest({ places }: Finding, among: Candidate[]): string[] {
  const highest = Math.max(...among.map(({ test }) => test.concurrency ?? 0));
  const best = places.filter(({ id }) => among.some(({ test }) => test.id === id && test.concurrency === highest));
  if (best.length === 0 || highest === 0) return [];
  const names = listText(best.map(({ engine }) => engine));
  return [
    `${names}: the best level is the highest that counts, ${highest} in flight; what a higher one gives is not known.`,
  ];
}

function lengthsDiffer(among: Candidate[]): string[] {
  const lengths = among.flatMap(({ tested }) => tested.figures.outputTokens?.value ?? []);
  const [least, most] = [Math.min(...lengths), Math.max(...lengths)];
  if (lengths.length === 0 || most <= least * (1 + sameLength)) return [];
  return [
    `Answers had ${least.toFixed(0)} to ${most.toFixed(0)} tokens on average: an engine that answers shorter gains in requests a second.`,
  ];
}

/** Most requests a second within the suite's limits, each engine at its best load level; tokens a second beside it. */
export function throughput(known: Known): Draft {
  const tests = testsOf(known, 'throughput');
  const among = candidates(tests, 'goodputPerS');
  const isAnyGood = among.some(({ figure }) => (figure.value ?? 0) > 0);
  const where = tests.length > 1 ? 'each engine at its best load level' : (tests[0]?.level ?? '');
  const goodput = isAnyGood || among.length === 0 ? findingAtBest(tests, among, 'goodputPerS', { where }) : [];
  const tokens = tests.flatMap((test) => findingAt(test, 'outputTokensPerS', false));
  const limits = limitsInWords(known);
  return {
    useCase: 'throughput',
    title: 'Most work within the limits',
    findings: [...goodput, ...tokens],
    otherwise:
      tests.length === 0
        ? 'the test throughput gave no figures'
        : `no request of any engine was within the limits (${limits})`,
    conditions: tests.length === 0 ? [] : ['Goodput counts the requests within the limits.', keptUpTo(tests)],
    against: [...goodput.flatMap((one) => highestWasBest(one, among)), ...lengthsDiffer(among)],
    toFindOut:
      tests.length === 0
        ? ['Run the test throughput on two or more engines.']
        : goodput.length === 0
          ? ['Measure lower load levels (--concurrency 1,4,16), or set the limits that you need (--set slo.ttftMs=…).']
          : tests.length === 1
            ? ['One load level was measured: --concurrency 8,32,128 shows where each engine is best.']
            : [],
  };
}
