import type { EngineDefinition } from '../domain/engine-definition.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { canRunHere } from './can-run.ts';

/** The engine for a user who named none. `asProcess`: the simulator as a child process, without a container. */
export type BestEngine = { engine: string; asProcess: boolean; reason: string };

/** Best first: GPU engines, then real ones on the CPU, in the order in which people ask for them. */
const preference = ['vllm', 'sglang', 'trtllm', 'llamacpp'];

/**
 * Chooses the best real engine that this machine can run; where none can, the simulator.
 * Throws UNKNOWN_ENGINE when there is not even a simulator among the definitions.
 */
export async function chooseEngine(engines: EngineDefinition[], world: World): Promise<BestEngine> {
  const reasons: string[] = [];
  for (const name of preference) {
    const engine = engines.find((candidate) => candidate.name === name);
    if (engine === undefined) continue;
    const { runsHere, why } = await canRunHere(engine, world);
    const passedOver = reasons.length > 0 ? ` (${reasons.join('; ')})` : '';
    if (runsHere) return { engine: name, asProcess: false, reason: `${why}${passedOver}` };
    const reason = `no ${name}: ${why}`;
    if (!reasons.some((earlier) => earlier.endsWith(why))) reasons.push(reason);
  }
  const simulator = engines.find(({ name }) => name === 'sim');
  if (simulator === undefined) throw new DynoError('UNKNOWN_ENGINE', 'no engine can run here');
  return { engine: simulator.name, asProcess: true, reason: `simulated, no container (${reasons.join('; ')})` };
}
