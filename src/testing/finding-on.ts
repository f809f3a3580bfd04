import type { GpuProcesses } from '../domain/gpu-processes.ts';
import type { Plan } from '../domain/plan.ts';
import type { SampleSet } from '../domain/sample-set.ts';
import { computeStatistics } from '../stats/compute.ts';
import type { Finding, Rule } from '../stats/rules/rule.ts';
import { exampleCell, examplePlan, exampleSample, exampleSet } from './example-cell.ts';

/** What a rule finds in 10 s of load (one request after another, 100 ms each) with this telemetry beside it. */
export function findingOn(
  rule: Rule,
  telemetry: Partial<SampleSet>,
  plan: Partial<Plan> = {},
  gpuProcesses: GpuProcesses | null = null,
): Finding {
  const samples = Array.from({ length: 100 }, (_, index) => {
    const sentUs = index * 100_000;
    const at = { sentUs, firstTokenUs: sentUs + 20_000, lastTokenUs: sentUs + 99_000, endUs: sentUs + 100_000 };
    return exampleSample({ id: `r${index}`, ...at });
  });
  const cell = exampleCell({ shape: { kind: 'concurrency', concurrency: 1 } });
  const whole = examplePlan([cell], plan);
  const set = exampleSet(samples, telemetry);
  const evidence = { statistics: computeStatistics(cell, whole, set), set, plan: whole, sheet: null };
  return rule({ ...evidence, enforcement: null, gpuProcesses, files: null });
}

/** A row a second from t0 - 0.5 s on, over 10 s of load. */
export function everySecond(row: (second: number) => Record<string, number | null>) {
  return Array.from({ length: 12 }, (_, second) => ({ tS: second - 0.5, ...row(second) }));
}
