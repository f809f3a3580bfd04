import type { ComparedEngine } from '../domain/comparison.ts';
import { noFigure } from '../domain/figure.ts';
import type { Plan } from '../domain/plan.ts';

/** An engine of which there is no run folder, as a comparison lists it. */
export function absentEngine(
  { engine, model }: { engine: Plan['engine']; model: { name: string } | null },
  state: 'failed' | 'notRun',
  why: string,
): ComparedEngine {
  const { name, title, simulated, proven } = engine;
  const nothing = { version: null, validity: null, startupMs: noFigure, runs: [] };
  return { engine: name, title, model: model?.name ?? null, simulated, proven, state, why, ...nothing };
}
