import type { FairnessSheet } from '../../domain/fairness.ts';
import type { ChangedFiles } from '../../domain/file-hashes.ts';
import type { GpuProcesses } from '../../domain/gpu-processes.ts';
import type { Plan } from '../../domain/plan.ts';
import type { SampleSet } from '../../domain/sample-set.ts';
import type { Enforcement, Statistics } from '../../domain/statistics.ts';
import type { RuleResult } from '../../domain/verdict.ts';

/** What a rule may look at. */
export type Evidence = {
  statistics: Statistics;
  set: SampleSet;
  plan: Plan;
  /** What the engine says that it does; null: nobody asked it. */
  sheet: FairnessSheet | null;
  /** The run's proof that schemas bind; null where none was made. */
  enforcement: Enforcement | null;
  /** Who was on the engine's GPU, before, during and after the run; null: nobody looked. */
  gpuProcesses: GpuProcesses | null;
  /** What became of the files that the figures rest on; null: the run did not write down what they were. */
  files: ChangedFiles | null;
};

/** What a rule found; its name is added by the list of rules. `advice` is shown only where the state is not VALID. */
export type Finding = Omit<RuleResult, 'rule'>;

/** A rule asks one question of a cell. */
export type Rule = (evidence: Evidence) => Finding;

/** A share as text, e.g. "1.25 %". */
export function percentText(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}

/** The question does not apply, or what it needs is unknown. */
export function notChecked(why: string, limit: string): Finding {
  return { state: 'NOT_CHECKED', measured: why, limit, advice: '' };
}
