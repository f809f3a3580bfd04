import { join } from 'node:path';
import type { EngineDefinition, SettingMapping } from '../domain/engine-definition.ts';
import type { World } from '../world.ts';

const prefix = 'sim-';
/** Engines whose ways of speaking the simulator knows: its personalities, engines/sim/README.md. */
const personalities = ['vllm', 'sglang', 'trtllm', 'transformers', 'llamacpp'];

/** What a simulated engine takes from the simulator and not from the engine that it imitates. */
const simulator = {
  ...({ needs: 'cpu', proven: true, simulated: true, service: 'sim', port: 8000 } as const),
  entrypoint: ['.tools/sim'],
  hostMemoryPerWeights: null,
};
const model = 'sim-model';

/** `sim-NAME` for each of these engines that the simulator can imitate. */
export function simulatedNames(names: string[]): string[] {
  return names.filter((name) => personalities.includes(name)).map((name) => `${prefix}${name}`);
}

/** NAME of `sim-NAME`; null for the name of any other engine. */
export function personalityOf(name: string): string | null {
  const bare = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  return personalities.includes(bare) ? bare : null;
}

/**
 * The definition of an engine (dialect, readiness, metrics, start-up marks, settings) on the simulator's container.
 * Its settings go through the same variables; one that compose/sim.yaml has no variable for is said to be unsupported.
 */
export async function simulatedEngine(
  engine: EngineDefinition,
  world: Pick<World, 'files' | 'root'>,
): Promise<EngineDefinition> {
  const composeFile = await world.files.readText(join(world.root, 'compose', `${simulator.service}.yaml`));
  const settings = Object.entries(engine.settings).map(([setting, mapping]) => [setting, taken(mapping, composeFile)]);
  return {
    ...engine,
    ...simulator,
    name: `${prefix}${engine.name}`,
    title: `${engine.title} (simulated)`,
    models: [model],
    settings: Object.fromEntries(settings),
    profile: { unsupported: 'no model is computed' },
  };
}

function taken(mapping: SettingMapping, composeFile: string): SettingMapping {
  if (!('variable' in mapping) || composeFile.includes(`\${${mapping.variable}:-`)) return mapping;
  return { unsupported: `the simulator has no ${mapping.variable}` };
}

/** Compose variables that make the simulator speak as the engine does; none for any other engine. */
export function personalityVariables(name: string): Record<string, string> {
  const personality = personalityOf(name);
  return personality === null ? {} : { SIM_PERSONALITY: personality };
}
