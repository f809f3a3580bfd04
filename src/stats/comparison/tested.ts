import type { TestedEngine } from '../../domain/comparison.ts';
import type { MeasuredCell } from '../../domain/engine-result.ts';
import type { Cell } from '../../domain/plan.ts';
import { shapeInWords } from '../../domain/shape.ts';
import type { Enforcement } from '../../domain/statistics.ts';
import { pointInWords } from '../../domain/sweep.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { sum } from '../distribution.ts';
import { usableCells } from '../usable-cells.ts';
import type { Contestant } from './contestants.ts';
import type { Metric, RateOver } from './metric.ts';
import { toldMetrics } from './metrics.ts';
import { pool } from './pool.ts';

/** A cell with the run that it is of. */
export type RunCell = MeasuredCell & { folder: string; round: number };

/** The cells of one test at one load level, by contestant. */
export type TestGroup = { id: string; level: string; cells: Map<string, RunCell[]> };

const badness: Verdict['state'][] = ['VALID', 'WARN', 'INVALID'];

/** The worst of some verdicts; VALID for none. */
export function worst(states: Verdict['state'][]): Verdict['state'] {
  return badness[Math.max(0, ...states.map((state) => badness.indexOf(state)))] ?? 'VALID';
}

/** `throughput/c8/run-2` -> `throughput/c8`. */
export function testId(cellId: string): string {
  return cellId.replace(/\/run-\d+$/, '');
}

/** Load level, and what else sets cells of a test apart: "8 in flight, batchSize 4". */
export function levelInWords({ shape, point, caseId }: Cell): string {
  const parts = [shapeInWords(shape), pointInWords(point), caseId === null ? '' : `case ${caseId}`];
  return parts.filter((part) => part !== '').join(', ');
}

/** Whether a cell is one of this test at this level; a proof is of none, because it has no speed to compare. */
export function isOf(cell: Cell, { id, level }: Pick<TestGroup, 'id' | 'level'>): boolean {
  return cell.purpose === 'speed' && testId(cell.id) === id && levelInWords(cell) === level;
}

/** All cells of a contestant, in the order of its plan, round by round. */
export function cellsOf({ runs }: Contestant): RunCell[] {
  return runs.flatMap(({ folder, run, result }) =>
    Object.values(result?.benchmarks ?? {})
      .flat()
      .map((cell) => ({ ...cell, folder, round: run.sequence?.round ?? 1 })),
  );
}

/** Tests at their load levels, in the order in which the first engine ran them. A proof has no speed to compare. */
export function testGroups(all: Contestant[]): TestGroup[] {
  const groups = new Map<string, TestGroup>();
  for (const contestant of all) {
    // Of a proof that schemas bind the speed is nobody's figure.
    for (const cell of cellsOf(contestant).filter(({ statistics }) => statistics.cell.purpose === 'speed')) {
      const id = testId(cell.statistics.cell.id);
      const level = levelInWords(cell.statistics.cell);
      const group = groups.get(`${id} ${level}`) ?? { id, level, cells: new Map() };
      group.cells.set(contestant.name, [...(group.cells.get(contestant.name) ?? []), cell]);
      groups.set(`${id} ${level}`, group);
    }
  }
  return [...groups.values()];
}

/** Output tokens a second are taken of steady windows only where every usable cell of the test has one. */
export function rateOver(group: TestGroup): RateOver {
  const usable = [...group.cells.values()].flatMap((cells) => usableCells(cells));
  return usable.every(({ statistics }) => statistics.outputTokensPerS.steady !== null) ? 'steady' : 'whole';
}

function figure(metric: Metric, cells: RunCell[]) {
  return pool(
    cells.flatMap(({ folder, statistics }) => {
      const value = metric.of(statistics);
      return value === null ? [] : [{ ...value, start: folder }];
    }),
  );
}

/** Rules that did not hold in some cell, the INVALID ones first. */
function brokenRules(cells: RunCell[]): string[] {
  const of = (state: 'INVALID' | 'WARN') =>
    cells.flatMap(({ verdict }) => verdict.rules.filter((rule) => rule.state === state).map(({ rule }) => rule));
  return [...new Set([...of('INVALID'), ...of('WARN')])];
}

const proofStates: Enforcement['state'][] = ['enforced', 'unknown', 'partly', 'not-enforced'];

/** The proof for json_struct cells with schemas: of several runs the worst. */
function enforcement(contestant: Contestant, cells: RunCell[]): Enforcement | null {
  if (cells[0]?.statistics.cell.constraint !== 'schema') return null;
  const proofs = cellsOf(contestant).map(({ statistics }) => statistics.enforcement);
  const worstFirst = proofs
    .filter((proof) => proof !== null)
    .toSorted((a, b) => proofStates.indexOf(b.state) - proofStates.indexOf(a.state));
  return worstFirst[0] ?? null;
}

/** What one engine gave in a test: figures over its cells that are not INVALID, or over all if all are. */
export function testedEngine(contestant: Contestant, cells: RunCell[], over: RateOver): TestedEngine {
  const usable = usableCells(cells);
  const okOf = ({ statistics }: RunCell) => statistics.requests.outcomes.ok ?? 0;
  return {
    engine: contestant.name,
    cells: cells.map(({ folder, round, statistics, verdict }) => ({
      folder,
      cell: statistics.cell.id,
      round,
      verdict: verdict.state,
    })),
    requests: {
      sent: sum(cells.map(({ statistics }) => statistics.requests.sent)),
      ok: sum(cells.map(okOf)),
      used: sum(usable.map(okOf)),
    },
    verdict: worst(cells.map(({ verdict }) => verdict.state)),
    broken: brokenRules(cells),
    leftOut: cells.length - usable.length,
    figures: Object.fromEntries(toldMetrics(over).map((metric) => [metric.name, figure(metric, usable)])),
    enforcement: enforcement(contestant, cells),
  };
}
