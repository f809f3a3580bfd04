import type { World } from '../world.ts';
import { examineHardware } from './examine-hardware.ts';
import { examineSoftware } from './examine-software.ts';
import type { Finding } from './finding.ts';

export type { Finding } from './finding.ts';

/** Looks at everything a measurement depends on, for `./dyno doctor`. Changes nothing; throws nothing of its own. */
export async function examineMachine(world: World): Promise<Finding[]> {
  return [...(await examineSoftware(world)), ...(await examineHardware(world))];
}
