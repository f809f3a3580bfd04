import {
  type ComparedEngine,
  type ComparedTest,
  type Comparison,
  comparisonVersion,
  type Ranking,
} from '../../domain/comparison.ts';
import { titleInLoop } from '../../domain/latency-title.ts';
import { isOpen } from '../../domain/shape.ts';
import type { Asked } from '../recommend/draft.ts';
import { recommend } from '../recommend/recommend.ts';
import { type Contestant, contestants, type RunInput } from './contestants.ts';
import { comparedEngine } from './engines.ts';
import { cellFacts, differences, environmentFacts, type Facts, joined, machineFacts, workFacts } from './facts.ts';
import { comparedFairness } from './fairness.ts';
import { toldMetrics } from './metrics.ts';
import { missingCells } from './missing-cells.ts';
import { type Entry, notRanked } from './not-ranked.ts';
import { ranking } from './rankings.ts';
import { comparedStartup } from './startup.ts';
import { isOf, type RunCell, rateOver, type TestGroup, testedEngine, testGroups } from './tested.ts';
import { keyOf, type TestedPairs, testedPairs } from './tested-pairs.ts';

/** What a comparison says beside what the runs say. `absent`: engines of which there is no run folder. */
export type ComparisonHead = Pick<
  Comparison,
  'createdAt' | 'dynoVersion' | 'command' | 'missing' | 'rounds' | 'order'
> & {
  absent: ComparedEngine[];
};

function measuredRuns({ runs }: Contestant) {
  return runs.flatMap(({ run, result }) => (result === null ? [] : [{ run, result }]));
}

/** All that decides whether a contestant may be ranked by these cells. */
function entry(contestant: Contestant, cells: RunCell[], group: TestGroup): Entry {
  const results = measuredRuns(contestant).map(({ result }) => result);
  return {
    tested: testedEngine(contestant, cells, rateOver(group)),
    simulated: contestant.plan.engine.simulated,
    profiled: contestant.plan.profile,
    facts: { ...joined(results.map(workFacts)), ...joined(cells.map(({ statistics }) => cellFacts(statistics.cell))) },
    machine: joined(results.map(machineFacts)),
  };
}

/** Contestants whose plan has this test at this level, and who have no cell of it. */
function absentees(group: TestGroup, all: Contestant[]): Ranking['notRanked'] {
  return all
    .filter(({ name }) => !group.cells.has(name))
    .flatMap(({ name, runs }) => {
      const lost = runs.flatMap(missingCells).filter(({ cell }) => isOf(cell, group));
      const [first] = lost;
      return first === undefined ? [] : [{ engine: name, reason: `no figures: ${first.cell.id}: ${first.why}` }];
    });
}

function comparedTest(
  group: TestGroup,
  all: Contestant[],
  kind: Comparison['simulated'],
  pairs: TestedPairs,
): ComparedTest[] {
  const entries = all.flatMap((contestant) => {
    const cells = group.cells.get(contestant.name);
    return cells === undefined ? [] : [entry(contestant, cells, group)];
  });
  const first = [...group.cells.values()][0]?.[0]?.statistics.cell;
  if (first === undefined) return [];
  const engines = entries.map(({ tested }) => tested);
  const reasons = notRanked(entries, kind);
  const absent = absentees(group, all);
  const rankings = toldMetrics(rateOver(group)).map((metric) => {
    const key = keyOf({ id: group.id, level: group.level, metric: metric.name });
    return ranking(
      { ...metric, title: titleInLoop(metric, isOpen(first.shape)) },
      engines,
      { reasons, absent },
      pairs.get(key) ?? [],
    );
  });
  return [
    {
      id: group.id,
      test: first.test,
      constraint: first.constraint,
      level: group.level,
      concurrency: first.shape.kind === 'concurrency' ? first.shape.concurrency : null,
      rateOver: rateOver(group),
      engines,
      rankings: rankings.filter((one) => one !== null),
    },
  ];
}

/** Work, machine and environment that were not the same for all engines that measured something. */
function allDifferences(all: Contestant[]): Comparison['differences'] {
  const measured = all.filter((one) => measuredRuns(one).length > 0);
  const of = (facts: (one: Contestant) => Facts[]) => measured.map((one) => ({ engine: one.name, facts: facts(one) }));
  return [
    ...differences(
      'work',
      of((one) => [
        {
          ...joined(measuredRuns(one).map(({ result }) => workFacts(result))),
          ...joined(one.plan.cells.map(cellFacts)),
        },
      ]),
    ),
    ...differences(
      'machine',
      of((one) => measuredRuns(one).map(({ result }) => machineFacts(result))),
    ),
    ...differences(
      'environment',
      of((one) => measuredRuns(one).map(({ run, result }) => environmentFacts({ system: result.system, run }))),
    ),
  ];
}

function simulatedKind(engines: ComparedEngine[]): Comparison['simulated'] {
  const measured = engines.filter(({ state }) => state !== 'notRun');
  const count = measured.filter(({ simulated }) => simulated).length;
  return count === 0 ? 'none' : count === measured.length ? 'all' : 'some';
}

/** An engine that was begun and did not give all that it should have. */
function isBroken({ state, why }: ComparedEngine): boolean {
  return state !== 'notRun' && why !== null;
}

/** The suite and the machine that a recommendation holds for; runs of a contestant had the same. */
function asked(contestant: Contestant): Asked[] {
  const [first] = measuredRuns(contestant);
  if (first === undefined) return [];
  const { suite } = contestant.plan;
  const { processor, cores, GPU: gpu } = machineFacts(first.result);
  const hasGpu = first.result.system.gpus.length > 0;
  const hardware = hasGpu ? `${gpu}` : `${cores} CPU cores (${processor}), no GPU`;
  return [{ engine: contestant.name, suite, hardware, hasGpu }];
}

/** Runs of several engines as one comparison: what each gave, what may be ranked, what was not the same. */
export function compare(runs: RunInput[], head: ComparisonHead): Comparison {
  const { absent, missing, ...rest } = head;
  const all = contestants(runs);
  const engines = [...all.map(comparedEngine), ...absent];
  const kind = simulatedKind(engines);
  const pairs = testedPairs(all, head.order.length > 0);
  const tests = testGroups(all).flatMap((group) => comparedTest(group, all, kind, pairs));
  const metrics = toldMetrics('steady').filter(({ name }) =>
    tests.some((one) => one.engines.some(({ figures }) => (figures[name]?.value ?? null) !== null)),
  );
  const known = {
    version: comparisonVersion,
    ...rest,
    state: missing.length > 0 || engines.some(isBroken) ? ('partial' as const) : ('complete' as const),
    missing,
    simulated: kind,
    metrics: metrics.map(({ name, title, unit, better }) => ({ name, title, unit, better })),
    engines,
    differences: allDifferences(all),
    fairness: comparedFairness(all),
    startup: comparedStartup(all),
    tests,
  };
  return { ...known, recommendations: recommend(known, all.flatMap(asked)) };
}
