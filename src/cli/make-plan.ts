import { readAllEngines } from '../config/engines.ts';
import { type EngineChoice, loadConfig } from '../config/load-config.ts';
import type { Plan } from '../domain/plan.ts';
import type { BenchRequest } from '../domain/request.ts';
import { runPoints } from '../domain/suite-points.ts';
import { mostCells } from '../domain/sweep.ts';
import { DynoError } from '../errors.ts';
import { makePlan } from '../plan/make-plan.ts';
import { chooseEngine } from '../preflight/best-engine.ts';
import type { World } from '../world.ts';

/** Dialect for an endpoint whose engine the user did not name. */
const genericEngine = 'openai';

async function choose(request: BenchRequest, world: World): Promise<EngineChoice> {
  if (request.engine !== null) return { engine: request.engine, asProcess: false };
  if (request.endpoint !== null) return { engine: genericEngine, asProcess: false };
  const choice = await chooseEngine(await readAllEngines(world), world);
  world.terminal.err(`engine ${choice.engine}: ${choice.reason}\n`);
  return choice;
}

/** An engine that somebody else started takes no settings, and a machine has an end. */
function checkPlans(plans: Plan[], request: BenchRequest): void {
  const swept = Object.keys(plans[0]?.sweepPoint ?? {});
  const ofEngine = swept.filter((key) => key.startsWith('engine.'));
  if (request.endpoint !== null && ofEngine.length > 0) {
    const keys = ofEngine.join(', ');
    throw new DynoError('CONFIG_INVALID', `sweep: ${keys} cannot be changed on a server that somebody else started`);
  }
  const cells = plans.reduce((sum, plan) => sum + plan.cells.length, 0);
  const sweeps = Object.keys(plans[0]?.suite.sweep ?? {}).length + swept.length > 0;
  if (sweeps && cells > mostCells) {
    throw new DynoError(
      'CONFIG_INVALID',
      `sweep: ${cells} cells are more than ${mostCells}; take fewer values or runs`,
    );
  }
}

/**
 * Request -> plans: chooses the engine if none was named, checks everything, starts nothing. One plan, or one for each
 * point of a sweep over what an engine is told only once; to be run in this order.
 */
export async function planRequests(request: BenchRequest, world: World): Promise<Plan[]> {
  const config = await loadConfig(request, await choose(request, world), world);
  const plans: Plan[] = [];
  for (const { point, suite } of runPoints(config.suite)) {
    plans.push(await makePlan({ ...config, suite, sweepPoint: point }, world));
  }
  checkPlans(plans, request);
  return plans;
}
