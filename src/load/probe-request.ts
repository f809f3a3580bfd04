import type { Cell, Plan } from '../domain/plan.ts';
import { apiPath, requestBody } from './dialect.ts';

/** Tokens asked for: a few, because a first one may be invisible (a cut character, a reasoning mark). */
const maxTokens = 16;

/**
 * The very first request of a run: small, and else as the first test asks. One engine takes over the sampling of its
 * first request for all that follow (Transformers).
 */
export function probeRequest(plan: Plan): { path: string; body: Record<string, unknown> } {
  const [first] = plan.cells;
  if (first === undefined) throw new Error('a plan without cells');
  const cell: Cell = { ...first, batchSize: 1, maxTokens };
  const question = { prompts: ['Say hello.'], instruction: null, schema: null, seed: 0 };
  return { path: apiPath(cell, plan), body: requestBody(question, cell, plan) };
}
