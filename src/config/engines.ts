import { join } from 'node:path';
import { type EngineDefinition, engineDefinitionSchema } from '../domain/engine-definition.ts';
import { type Model, modelsFileSchema } from '../domain/model.ts';
import type { World } from '../world.ts';
import { engineDocument, engineFile } from './based-on.ts';
import { collectMistakes, type Mistakes } from './mistakes.ts';
import { checked, readYaml } from './read-yaml.ts';
import { personalityOf, simulatedEngine, simulatedNames } from './simulated-engine.ts';

type Reader = Pick<World, 'files' | 'root'>;

/** Names of all engines: the folders of engines/ that have an engine.yaml, then what the simulator makes of them. */
export async function engineNames(world: Reader): Promise<string[]> {
  const folders = await world.files.list(join(world.root, 'engines'));
  const known = await Promise.all(folders.map((name) => world.files.exists(join(world.root, engineFile(name)))));
  const names = folders.filter((_, index) => known[index]);
  return [...names, ...simulatedNames(names)];
}

/** One engine by name; UNKNOWN_ENGINE with the names that exist, or CONFIG_INVALID, goes to `mistakes`. */
export async function readEngine(name: string, world: Reader, mistakes: Mistakes): Promise<EngineDefinition | null> {
  const names = await engineNames(world);
  if (names.includes(name)) {
    const real = personalityOf(name) ?? name;
    const document = await engineDocument(real, world, mistakes);
    const engine =
      document === undefined ? null : checked(engineFile(real), document, engineDefinitionSchema, mistakes);
    return engine === null || real === name ? engine : simulatedEngine(engine, world);
  }
  mistakes.add('UNKNOWN_ENGINE', `no engine "${name}"; there are: ${names.join(', ')}`);
  return null;
}

/** All engines, for lists; throws if a definition is wrong. */
export async function readAllEngines(world: Reader): Promise<EngineDefinition[]> {
  const mistakes = collectMistakes();
  const engines = await Promise.all((await engineNames(world)).map((name) => readEngine(name, world, mistakes)));
  mistakes.throwIfAny();
  return engines.filter((engine) => engine !== null);
}

/** All models of engines/models.yaml. */
export async function readModels(world: Reader, mistakes: Mistakes): Promise<Model[]> {
  const file = await readYaml(join(world.root, 'engines', 'models.yaml'), modelsFileSchema, world, mistakes);
  return file?.models ?? [];
}
