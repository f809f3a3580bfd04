import type { World } from '../world.ts';
import { benchRequest } from './bench-request.ts';
import { planRequest } from './make-plan.ts';
import type { Parsed } from './parse.ts';
import { planText } from './plan-text.ts';

/** `dyno plan`: every cell before anything starts. */
export async function planCommand(parsed: Parsed, world: World): Promise<number> {
  const plan = await planRequest(benchRequest(parsed), world);
  world.terminal.out(parsed.on('json') ? `${JSON.stringify(plan, null, 2)}\n` : `${planText(plan)}\n`);
  return 0;
}
