import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { MeasuredCell } from '../domain/engine-result.ts';
import type { Plan } from '../domain/plan.ts';
import type { Run } from '../domain/run.ts';
import { type ComparisonHead, compare } from '../stats/comparison/compare.ts';
import type { RunInput } from '../stats/comparison/contestants.ts';
import { exampleCell, examplePlan } from './example-cell.ts';
import { exampleResult, exampleSamples, measuredExample, type ResultChange, writeRunFolder } from './example-result.ts';

/** Throughput at two levels, two runs each, and low_latency; every first token comes `slowerUs` later. */
export function exampleCells(slowerUs: number, count = 140): MeasuredCell[] {
  const levels = [2, 8].flatMap((concurrency) =>
    [1, 2].map((repeat) =>
      measuredExample(
        exampleCell({
          id: `throughput/c${concurrency}/run-${repeat}`,
          shape: { kind: 'concurrency', concurrency },
          repeat,
          requests: count,
        }),
        exampleSamples(count, slowerUs + repeat * 200 + concurrency * 400),
      ),
    ),
  );
  const low = exampleCell({ id: 'low_latency/run-1', test: 'low_latency', requests: count });
  const shape = { kind: 'concurrency' as const, concurrency: 1 };
  return [...levels, measuredExample({ ...low, shape }, exampleSamples(count, slowerUs))];
}

/** A run of an engine as a comparison takes it: real statistics of made-up samples. */
export function exampleRunInput(name: string, cells: MeasuredCell[], change: ResultChange = {}): RunInput {
  const { engine } = examplePlan();
  const plan: Partial<Plan> = { engine: { ...engine, name, title: `Engine ${name}` }, ...change.plan };
  const cleanup = {
    checkedAt: 'now',
    containers: [],
    networks: [],
    volumes: [],
    processes: [],
    gpu: null,
    clean: true,
  };
  const nth = change.run?.sequence?.round ?? 1;
  const run: Partial<Run> = { id: `run-of-${name}${nth === 1 ? '' : `-${nth}`}`, cleanup, ...change.run };
  const result = exampleResult(cells, { ...change, plan, run });
  const round = result.run.sequence?.round ?? 1;
  return { folder: `../run_${name}_${round}`, run: result.run, plan: result.config, result };
}

/** The same engine failing before any cell was measured. */
export function failedRunInput(name: string): RunInput {
  const input = exampleRunInput(name, exampleCells(0, 6));
  const errors = [{ code: 'ENGINE_EXITED', message: 'it ended with exit code 1', hint: 'see engine.log', at: 'now' }];
  return { ...input, result: null, run: { ...input.run, state: 'aborted', errors, startup: [], cellsDone: [] } };
}

/** A comparison's words about itself. */
export function exampleHead(change: Partial<ComparisonHead> = {}): ComparisonHead {
  const command = ['./dyno', 'bench-all'];
  const nothing = { missing: [], order: [], absent: [] };
  return { createdAt: '2026-11-25T14:00:00.000Z', dynoVersion: '0.1.0', command, rounds: 1, ...nothing, ...change };
}

/** Three simulated engines, alpha the fastest, beta close behind, gamma far. */
export function exampleComparison(change: Partial<ComparisonHead> = {}) {
  const runs = [
    exampleRunInput('alpha', exampleCells(0)),
    exampleRunInput('beta', exampleCells(300)),
    exampleRunInput('gamma', exampleCells(9_000)),
  ];
  return compare(runs, exampleHead(change));
}

/** Writes a run folder that a comparison can be made from; gives its path. */
export function writeComparedRun(resultsDir: string, { run, plan, result }: RunInput): string {
  const folder = join(resultsDir, `run_${plan.engine.name}_${run.sequence?.round ?? 1}`);
  mkdirSync(folder, { recursive: true });
  if (result !== null) writeRunFolder(folder, result);
  writeFileSync(join(folder, 'run.json'), JSON.stringify(run));
  writeFileSync(join(folder, 'plan.yaml'), stringify(plan));
  return folder;
}
