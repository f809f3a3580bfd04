import { readAllEngines } from '../config/engines.ts';
import { type EngineChoice, loadConfig } from '../config/load-config.ts';
import type { Plan } from '../domain/plan.ts';
import type { BenchRequest } from '../domain/request.ts';
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

/** Request -> plan: chooses the engine if none was named, checks everything, starts nothing. */
export async function planRequest(request: BenchRequest, world: World): Promise<Plan> {
  return makePlan(await loadConfig(request, await choose(request, world), world), world);
}
