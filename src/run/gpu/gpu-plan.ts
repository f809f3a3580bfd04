import type { Plan, Target } from '../../domain/plan.ts';

/** A plan whose engine runs in a container of ours, on a GPU: only then is the GPU ours to look at. */
export type GpuPlan = Plan & { target: Extract<Target, { kind: 'container' }> };

export function isGpuPlan(plan: Plan): plan is GpuPlan {
  return plan.target.kind === 'container' && plan.engine.needs === 'nvidia-gpu';
}
