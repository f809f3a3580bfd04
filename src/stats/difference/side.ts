import type { Side, SideMetric, SideTest } from '../../domain/difference.ts';
import type { EngineResult } from '../../domain/engine-result.ts';
import { titleInLoop } from '../../domain/latency-title.ts';
import type { Run } from '../../domain/run.ts';
import type { Statistics } from '../../domain/statistics.ts';
import type { Contestant, RunInput } from '../comparison/contestants.ts';
import { cellFacts, environmentFacts, joined, machineFacts, workFacts } from '../comparison/facts.ts';
import { sheetOf } from '../comparison/fairness.ts';
import type { Metric, RateOver } from '../comparison/metric.ts';
import { comparedMetrics } from '../comparison/metrics.ts';
import { missingCells } from '../comparison/missing-cells.ts';
import { ownReason } from '../comparison/not-ranked.ts';
import { levelInWords, type RunCell, type TestGroup, testedEngine, testGroups, testId } from '../comparison/tested.ts';
import { countedShare } from './within-run.ts';

/** The one judged metric that is a rate over a window. */
const rateName = 'outputTokensPerS';

type Values = SideMetric['values'];
/** What is asked of a cell for its figures. */
export type FiguresOf = Pick<RunCell, 'statistics' | 'folder' | 'round'>;

/** The cells whose figures are used: an INVALID one says nothing. */
export function usable(cells: RunCell[]): RunCell[] {
  return cells.filter(({ verdict }) => verdict.state !== 'INVALID');
}

function valuesOf(metric: Metric, cells: FiguresOf[], folders: string[]): Values {
  return cells.flatMap((cell) => {
    const found = metric.of(cell.statistics);
    const start = folders.indexOf(cell.folder) + 1;
    return found === null ? [] : [{ start, round: cell.round, value: found.value }];
  });
}

/** Every judged metric of some cells of one test; `folders`: of all runs of the side, a start of the engine each. */
export function sideMetrics(cells: FiguresOf[], folders: string[]): SideMetric[] {
  const of = (over: RateOver, which: (name: string) => boolean) =>
    comparedMetrics(over).flatMap((metric): SideMetric[] => {
      const { name, unit, better } = metric;
      const title = titleInLoop(
        metric,
        cells.some(({ statistics }) => statistics.openLoop !== null),
      );
      const values = better === null || !which(name) ? [] : valuesOf(metric, cells, folders);
      if (better === null || values.length === 0) return [];
      const within = countedShare(
        name,
        cells.map(({ statistics }) => statistics),
      );
      return [{ name, title, unit, better, over: name === rateName ? over : null, values, within }];
    });
  return [...of('whole', (name) => name === rateName), ...of('steady', () => true)];
}

function sideTest(group: TestGroup, contestant: Contestant): SideTest[] {
  const cells = group.cells.get(contestant.name) ?? [];
  const first = cells[0]?.statistics.cell;
  if (first === undefined) return [];
  const tested = testedEngine(contestant, cells, 'whole');
  const { shape, test } = first;
  return [
    {
      id: group.id,
      test,
      level: group.level,
      concurrency: shape.kind === 'concurrency' ? shape.concurrency : null,
      verdict: tested.verdict,
      broken: tested.broken,
      unusable: ownReason({ tested, simulated: false, profiled: contestant.plan.profile }, 'none'),
      facts: joined(cells.map(({ statistics }) => cellFacts(statistics.cell))),
      metrics: sideMetrics(
        usable(cells),
        contestant.runs.map(({ folder }) => folder),
      ),
    },
  ];
}

/** Versions first, then what else was around the engine. */
function versionFacts({ run, result }: { run: Run; result: EngineResult }) {
  const { engine } = result.system;
  return {
    engine: `${result.config.engine.title}${engine.version === null ? '' : ` ${engine.version}`}`,
    image: run.image === null ? 'none' : `${run.image.reference} ${run.image.digest ?? run.image.id}`,
    'plan hash': run.planHash,
    ...environmentFacts({ system: result.system, run }),
  };
}

/** What its runs should have given and did not, proofs too. */
function missingOf(runs: RunInput[]): Side['missing'] {
  return runs.flatMap((run, index) =>
    missingCells(run).map(({ cell, why }) => {
      const { id } = cell;
      return { id: testId(id), level: levelInWords(cell), cell: id, start: index + 1, why };
    }),
  );
}

/**
 * A side from the runs that belong to it; null where none of them measured anything.
 * @param sequence folder of the bench-all that made them in interleaved rounds; null: runs of their own
 */
export function sideOf(name: string, runs: RunInput[], sequence: string | null): Side | null {
  const measured = runs.flatMap(({ run, result }) => (result === null ? [] : [{ run, result }]));
  const [first] = measured;
  if (first === undefined) return null;
  const { config } = first.result;
  const contestant: Contestant = { name, plan: config, runs };
  return {
    name,
    engine: config.engine.name,
    title: config.engine.title,
    simulated: config.engine.simulated,
    profiled: config.profile,
    folders: runs.map(({ folder }) => folder),
    runs: runs.map(({ run }) => run.id),
    sequence,
    work: joined(measured.map(({ result }) => workFacts(result))),
    machine: joined(measured.map(({ result }) => machineFacts(result))),
    environment: joined(measured.map(versionFacts)),
    fairness: sheetOf(first.result),
    tests: testGroups([contestant]).flatMap((group) => sideTest(group, contestant)),
    missing: missingOf(runs),
  };
}

/** A test at a level of which a side has one usable run alone, in its folder. */
export type SingleRun = { id: string; level: string; folder: string; statistics: Statistics };

/** Tests whose chance must be sought within their only run. */
export function singleRuns(name: string, runs: RunInput[]): SingleRun[] {
  const [first] = runs;
  if (first === undefined) return [];
  const contestant: Contestant = { name, plan: first.plan, runs };
  return testGroups([contestant]).flatMap(({ id, level, cells }) => {
    const [only, ...more] = usable(cells.get(name) ?? []);
    return only === undefined || more.length > 0
      ? []
      : [{ id, level, folder: only.folder, statistics: only.statistics }];
  });
}
