import type { EngineResult, MeasuredCell } from '../domain/engine-result.ts';
import type { Run } from '../domain/run.ts';
import type { TestName } from '../domain/suite.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Measured } from './measure.ts';
import type { Session } from './session.ts';

const badness: Verdict['state'][] = ['VALID', 'WARN', 'INVALID'];

/** The worst verdict of the cells; null where no cell ended. */
export function worstVerdict(cells: MeasuredCell[]): Verdict['state'] | null {
  const worst = Math.max(...cells.map(({ verdict }) => badness.indexOf(verdict.state)), -1);
  return badness[worst] ?? null;
}

/** The run as one document; null while there is no cell to show. */
export function engineResult(session: Session, measured: Measured, run: Run): EngineResult | null {
  if (measured.environment === null || measured.cells.length === 0) return null;
  const of = (test: TestName) => measured.cells.filter(({ statistics }) => statistics.cell.test === test);
  return {
    version: 1,
    engine: session.plan.engine.name,
    timestamp: run.startedAt,
    config: session.plan,
    benchmarks: { throughput: of('throughput'), json_struct: of('json_struct'), low_latency: of('low_latency') },
    system: measured.environment,
    startup: measured.startup,
    validity: worstVerdict(measured.cells),
    logs: { engine: 'engine.log', loadGenerator: 'k6.log' },
    run,
  };
}
