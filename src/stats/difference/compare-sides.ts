import type { ComparedPair, Difference, Side, SideMetric, SideTest } from '../../domain/difference.ts';
import { differing } from '../comparison/facts.ts';
import { type Asked, answers } from './answer.ts';
import { crossovers } from './crossover.ts';
import { estimated } from './estimate.ts';
import { worseBy } from './fail-on.ts';
import { differingFacts, forbids } from './same-work.ts';
import type { Estimate } from './two-means.ts';

/** Differences over requests with the same prompts, for a test at a level of one run a side; null: there are none. */
export type PairsOf = (test: { id: string; level: string }) => Map<string, Estimate> | null;

export type CompareOptions = {
  /** Relative, above 0. */
  minEffect: number;
  /** Only these metrics; empty: all that are judged. */
  metrics: readonly string[];
  /** Compare also what did other work or ran on another machine. */
  anyway: boolean;
};

const sameTest = (a: SideTest) => (b: SideTest) => a.id === b.id && a.level === b.level;

/** Why a test of A cannot be compared with B's; null where it can. */
function unfit(test: SideTest, other: SideTest | undefined, a: Side, b: Side, anyway: boolean): string | null {
  if (other === undefined) return `${b.name} has no such test, or not to its end`;
  if (test.unusable !== null) return `${a.name}: ${test.unusable}`;
  if (other.unusable !== null) return `${b.name}: ${other.unusable}`;
  const [first, ...more] = anyway ? [] : differing(test.facts, other.facts);
  if (first === undefined) return null;
  const rest = more.length === 0 ? '' : `, and ${more.length} more`;
  return `other work: ${first} ${test.facts[first] ?? 'not asked'} against ${other.facts[first] ?? 'not asked'}${rest}`;
}

/** Rates over steady windows where both sides have one in each run, else over whole runs. */
function metricPairs(a: SideTest, b: SideTest): [SideMetric, SideMetric][] {
  const rates = (test: SideTest, over: 'steady' | 'whole') => test.metrics.find((metric) => metric.over === over);
  const whole = rates(a, 'whole')?.values.length;
  const steady = rates(a, 'steady')?.values.length === whole && rates(b, 'steady') !== undefined;
  const complete = steady && rates(b, 'steady')?.values.length === rates(b, 'whole')?.values.length;
  const over = complete ? 'steady' : 'whole';
  return a.metrics
    .filter((metric) => metric.over === null || metric.over === over)
    .flatMap((metric) => {
      const other = b.metrics.find((one) => one.name === metric.name && one.over === metric.over);
      return other === undefined ? [] : [[metric, other] as [SideMetric, SideMetric]];
    });
}

function askedOf(a: Side, b: Side, test: SideTest, other: SideTest, pairs: PairsOf, only: readonly string[]): Asked[] {
  return metricPairs(test, other)
    .filter(([{ name }]) => only.length === 0 || only.includes(name))
    .map(([mine, theirs]) => ({
      metric: mine.name,
      title: mine.title,
      unit: mine.unit,
      better: mine.better,
      test: test.test,
      id: test.id,
      level: test.level,
      known: estimated({ side: a, metric: mine }, { side: b, metric: theirs }, pairs(test)),
    }));
}

/** Answered figures that rest on several runs of which one side has fewer than three. */
function isFew({ runs, method }: Difference): boolean {
  return method !== null && runs.a + runs.b > 2 && Math.min(runs.a, runs.b) < 3;
}

/** So much worse that nobody should overlook it, even where chance cannot be ruled out. */
const muchWorse = 0.05;

function notesOf(a: Side, b: Side, differences: Difference[], isForbidden: boolean): string[] {
  const isSingle = differences.some(({ method }) => method === 'bootstrap' || method === 'paired-bootstrap');
  const alone = differences.filter(({ p, answer }) => answer === 'no difference shown' && p !== null && p < 0.05);
  const unclear = differences.filter((one) => one.answer === 'no difference shown' && (worseBy(one) ?? 0) >= muchWorse);
  const notes: [boolean, string][] = [
    [isForbidden, 'Work or machine differ: these figures are no comparison of engines.'],
    [a.simulated || b.simulated, 'SIMULATED: figures of simulated engines say nothing about the engines named.'],
    [
      isSingle,
      'One run a side in some tests: only chance within a run is in the interval. Repeats (--runs 5) see the rest.',
    ],
    [differences.some(isFew), 'Fewer than three runs a side in some tests: only large differences can be shown.'],
    [
      unclear.length > 0,
      `${unclear.length} figures look worse by ${muchWorse * 100} % or more, and chance cannot be ruled out: more runs decide.`,
    ],
    [
      alone.length > 0,
      `${alone.length} figures would show a difference if nothing else had been asked: make more runs, or ask for fewer ` +
        'figures (--metric) in the next one.',
    ],
  ];
  return notes.filter(([holds]) => holds).map(([, note]) => note);
}

/** B against A: what was not the same, then each metric of each test that both did. */
export function compareSides(a: Side, b: Side, pairs: PairsOf, options: CompareOptions): ComparedPair {
  const { differing: notSame, fairness } = differingFacts(a, b);
  const isForbidden = notSame.some(forbids);
  const compared = isForbidden && !options.anyway ? [] : a.tests;
  const fit = compared.map((test) => {
    const other = b.tests.find(sameTest(test));
    return { test, other, why: unfit(test, other, a, b, options.anyway) };
  });
  const asked = fit.flatMap(({ test, other, why }) =>
    why !== null || other === undefined ? [] : askedOf(a, b, test, other, pairs, options.metrics),
  );
  const differences = answers(asked, options.minEffect);
  const isNew = (test: SideTest) => compared.length > 0 && !a.tests.some(sameTest(test));
  return {
    a: a.name,
    b: b.name,
    sameWork: !isForbidden,
    differing: notSame,
    fairness,
    leftOut: [
      ...fit.flatMap(({ test: { id, level }, why }) => (why === null ? [] : [{ id, level, why }])),
      ...b.tests.filter(isNew).map(({ id, level }) => ({ id, level, why: `${a.name} has no such test` })),
    ],
    comparisons: differences.filter(({ p }) => p !== null).length,
    differences,
    crossovers: crossovers(differences, a, b),
    notes: notesOf(a, b, differences, isForbidden),
    failed: [],
  };
}
