import type { Calibration } from '../domain/calibration.ts';
import type { EngineResult, MeasuredCell } from '../domain/engine-result.ts';
import type { Environment } from '../domain/environment.ts';
import type { FairnessSheet } from '../domain/fairness.ts';
import type { Plan } from '../domain/plan.ts';
import type { Run } from '../domain/run.ts';
import type { TestName } from '../domain/suite.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { AnalysedCell } from '../stats/repeats/latencies.ts';
import { repeatsOf } from '../stats/repeats/repeats.ts';

const badness: Verdict['state'][] = ['VALID', 'WARN', 'INVALID'];

/** The worst verdict of the cells; null where no cell ended. */
export function worstVerdict(cells: MeasuredCell[]): Verdict['state'] | null {
  const worst = Math.max(...cells.map(({ verdict }) => badness.indexOf(verdict.state)), -1);
  return badness[worst] ?? null;
}

/** The run as one document; null while there is no cell to show. `whyMissing`: why cells are left out, by id, where it is known. */
export function engineResult(
  plan: Plan,
  environment: Environment | null,
  cells: AnalysedCell[],
  run: Run,
  calibration: Calibration | null,
  fairness: FairnessSheet | null = null,
  whyMissing: ReadonlyMap<string, string> = new Map(),
): EngineResult | null {
  if (environment === null || cells.length === 0) return null;
  const measured = cells.map(({ statistics, verdict }) => ({ statistics, verdict }));
  const of = (test: TestName) => measured.filter(({ statistics }) => statistics.cell.test === test);
  return {
    version: 1,
    engine: plan.engine.name,
    timestamp: run.startedAt,
    config: plan,
    benchmarks: { throughput: of('throughput'), json_struct: of('json_struct'), low_latency: of('low_latency') },
    repeats: repeatsOf(cells),
    system: environment,
    calibration,
    fairness,
    validity: worstVerdict(cells),
    logs: { engine: 'engine.log', loadGenerator: 'k6.log' },
    run,
    missing: plan.cells
      .filter(({ id }) => cells.every(({ statistics }) => statistics.cell.id !== id))
      .map(({ id }) => ({ cell: id, why: whyMissing.get(id) ?? 'it was not measured to its end' })),
  };
}
