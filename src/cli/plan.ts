import type { World } from '../world.ts';
import { benchRequest } from './bench-request.ts';
import { planRequests } from './make-plan.ts';
import type { Parsed } from './parse.ts';
import { plansJson, plansText } from './plan-text.ts';

/** `dyno plan`: every cell before anything starts. */
export async function planCommand(parsed: Parsed, world: World): Promise<number> {
  const plans = await planRequests(benchRequest(parsed), world);
  world.terminal.out(`${parsed.on('json') ? plansJson(plans) : plansText(plans)}\n`);
  return 0;
}
