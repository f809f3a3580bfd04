import type { ComparedPair, Side, SideMetric, SideTest } from '../../domain/difference.ts';
import { namedMissing } from '../../domain/missing-text.ts';
import { differing } from '../comparison/facts.ts';
import { type Asked, answers } from './answer.ts';
import { crossovers } from './crossover.ts';
import { doubtful } from './doubtful.ts';
import { estimated } from './estimate.ts';
import { missingIn } from './missing.ts';
import { notesOf } from './notes.ts';
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

type TestAtLevel = Pick<SideTest, 'id' | 'level'>;
const sameTest = (a: TestAtLevel) => (b: TestAtLevel) => a.id === b.id && a.level === b.level;

/** Why a side has no figures of a test that the other has. */
function noTest({ name, missing }: Side, test: TestAtLevel): string {
  const lost = missing.find(sameTest(test));
  return lost === undefined ? `${name} has no such test` : `${name} has no figures of it: ${lost.cell}: ${lost.why}`;
}

/** More are not named one by one. */
const mostNamed = 3;

/** Cells of a side that are missing and whose test is compared without them, or not at all on either side. */
function missingNote({ name, tests, missing, folders }: Side, other: Side): string[] {
  const has = (side: Pick<Side, 'tests'>, test: TestAtLevel) => side.tests.some(sameTest(test));
  // Where one side alone has the test, it is among those left out, with the reason.
  const untold = missing.filter((one) => has({ tests }, one) === has(other, one));
  if (untold.length === 0) return [];
  const named = untold.map(({ cell, start, why }) => ({
    cell: folders.length > 1 ? `${cell} of run ${start}` : cell,
    why,
  }));
  return [`PARTIAL: ${name} is compared without ${namedMissing(named, mostNamed)}.`];
}

/** Why a test of A cannot be compared with B's; null where it can. */
function unfit(test: SideTest, other: SideTest | undefined, a: Side, b: Side, anyway: boolean): string | null {
  if (other === undefined) return noTest(b, test);
  if (test.unusable !== null) return `${a.name}: ${test.unusable}`;
  if (other.unusable !== null) return `${b.name}: ${other.unusable}`;
  const [first, ...more] = anyway ? [] : differing(test.facts, other.facts);
  if (first === undefined) return null;
  const rest = more.length === 0 ? '' : `, and ${more.length} more`;
  return `other work: ${first} ${test.facts[first] ?? 'not asked'} against ${other.facts[first] ?? 'not asked'}${rest}`;
}

type Met = { mine: SideMetric; theirs: SideMetric | undefined };

/** Every figure of A with B's. Rates over steady windows where both sides have one in each run, else over whole runs. */
function figures(a: SideTest, b: SideTest): Met[] {
  const rates = (test: SideTest, over: 'steady' | 'whole') => test.metrics.find((metric) => metric.over === over);
  const whole = rates(a, 'whole')?.values.length;
  const steady = rates(a, 'steady')?.values.length === whole && rates(b, 'steady') !== undefined;
  const complete = steady && rates(b, 'steady')?.values.length === rates(b, 'whole')?.values.length;
  const over = complete ? 'steady' : 'whole';
  return a.metrics
    .filter((metric) => metric.over === null || metric.over === over)
    .map((mine) => ({
      mine,
      theirs: b.metrics.find((one) => one.name === mine.name && one.over === mine.over),
    }));
}

type Place = { a: Side; b: Side; test: SideTest; other: SideTest };

function askedOf({ a, b, test }: Place, all: Met[], pairs: PairsOf): Asked[] {
  return all.flatMap(({ mine, theirs }) =>
    theirs === undefined
      ? []
      : [
          {
            metric: mine.name,
            title: mine.title,
            unit: mine.unit,
            better: mine.better,
            test: test.test,
            id: test.id,
            level: test.level,
            known: estimated({ side: a, metric: mine }, { side: b, metric: theirs }, pairs(test)),
          },
        ],
  );
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
  const places = fit.flatMap(({ test, other, why }) =>
    why !== null || other === undefined ? [] : [{ a, b, test, other }],
  );
  const isMeant = ({ mine: { name } }: Met) => options.metrics.length === 0 || options.metrics.includes(name);
  const met = places.map((place) => ({ place, all: figures(place.test, place.other).filter(isMeant) }));
  const answered = answers(
    met.flatMap(({ place, all }) => askedOf(place, all, pairs)),
    options.minEffect,
  );
  const missing = met.flatMap(({ place, all }) =>
    all.flatMap(({ mine, theirs }) =>
      theirs === undefined ? [missingIn(b.name, place.test, mine, options.minEffect)] : [],
    ),
  );
  const differences = [...answered, ...missing];
  const isNew = (test: SideTest) => compared.length > 0 && !a.tests.some(sameTest(test));
  return {
    a: a.name,
    b: b.name,
    sameWork: !isForbidden,
    differing: notSame,
    fairness,
    leftOut: [
      ...fit.flatMap(({ test: { id, level }, why }) => (why === null ? [] : [{ id, level, why }])),
      ...b.tests.filter(isNew).map((test) => ({ id: test.id, level: test.level, why: noTest(a, test) })),
    ],
    doubtful: places.flatMap(({ test, other }) => doubtful(a, b, test, other)),
    comparisons: differences.filter(({ p }) => p !== null).length,
    differences,
    crossovers: crossovers(differences, a, b),
    notes: [...missingNote(a, b), ...missingNote(b, a), ...notesOf(a, b, differences, isForbidden)],
    failed: [],
  };
}
