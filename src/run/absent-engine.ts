import type { ComparedEngine } from '../domain/comparison.ts';
import type { Plan } from '../domain/plan.ts';

/** An engine of which there is no run folder, as a comparison lists it. */
export function absentEngine(
  { engine, model }: { engine: Plan['engine']; model: { name: string } | null },
  state: 'failed' | 'notRun',
  why: string,
): ComparedEngine {
  const { name, title, simulated, proven } = engine;
  const startupMs = { value: null, low: null, high: null, runs: 0, spread: 'none' as const };
  const nothing = { version: null, validity: null, startupMs, runs: [] };
  return { engine: name, title, model: model?.name ?? null, simulated, proven, state, why, ...nothing };
}
