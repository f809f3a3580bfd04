import type { Config } from '../domain/config.ts';
import type { EngineDefinition } from '../domain/engine-definition.ts';
import { type Model, modelSchema } from '../domain/model.ts';
import type { Target } from '../domain/plan.ts';
import type { BenchRequest } from '../domain/request.ts';
import type { World } from '../world.ts';
import { discoverModel, endpointTarget } from './endpoint.ts';
import { readEngine, readModels } from './engines.ts';
import { collectMistakes, type Mistakes } from './mistakes.ts';
import { personalityOf, personalityVariables } from './simulated-engine.ts';
import { paceFlags, paceVariables } from './simulated-pace.ts';
import { readSuite } from './suite.ts';

/** How the engine was chosen where the user named none. `process`: simulator without a container. */
export type EngineChoice = { engine: string; asProcess: boolean };

/** A model that an endpoint serves and models.yaml does not know. */
function endpointModel(name: string, contextLength: number): Model {
  return modelSchema.parse({
    name:
      name
        .toLowerCase()
        .replace(/[^a-z0-9._-]+/g, '-')
        .replace(/^[^a-z0-9]+/, '') || 'model',
    hubId: name,
    contextLength,
    notes: 'named by the endpoint; not in engines/models.yaml',
  });
}

function knownModel(engine: EngineDefinition, asked: string | null, models: Model[], mistakes: Mistakes): Model | null {
  const name = asked ?? engine.models[0];
  const model = models.find((candidate) => candidate.name === name);
  if (model === undefined) {
    mistakes.add('UNKNOWN_MODEL', `no model "${name}"; ${engine.name} takes: ${engine.models.join(', ')}`);
    return null;
  }
  if (!engine.models.includes(model.name)) {
    const refused = model.engines[engine.name]?.refused ?? null;
    const why = refused === null ? '' : ` (${refused})`;
    mistakes.add(
      'UNKNOWN_MODEL',
      `${engine.name} does not serve "${name}"${why}; it takes: ${engine.models.join(', ')}`,
    );
    return null;
  }
  return model;
}

function localTarget(
  engine: EngineDefinition,
  asProcess: boolean,
  offline: boolean,
  world: Pick<World, 'root' | 'env'>,
): Target {
  if (asProcess) {
    const personality = personalityOf(engine.name);
    const voice = personality === null ? [] : ['--personality', personality, '--health-generation=false'];
    const args = [...paceFlags(engine.name, world.env), ...voice];
    return { kind: 'process', command: `${world.root}/.tools/sim`, args };
  }
  const { service } = engine;
  const pace = paceVariables(engine.name, world.env);
  const variables = { ...pace, ...personalityVariables(engine.name), ...(offline && { DYNO_OFFLINE: '1' }) };
  return { kind: 'container', composeFile: `compose/${service}.yaml`, service, variables };
}

/**
 * Looks up and checks everything the request names; reports all mistakes at once.
 * Throws DynoError: UNKNOWN_ENGINE, UNKNOWN_MODEL, CONFIG_INVALID, USAGE, and ENDPOINT_* when an endpoint is asked for its model.
 */
export async function loadConfig(request: BenchRequest, choice: EngineChoice, world: World): Promise<Config> {
  const mistakes = collectMistakes();
  const engine = await readEngine(choice.engine, world, mistakes);
  const models = await readModels(world, mistakes);
  const suiteName = request.suite ?? (engine?.needs === 'nvidia-gpu' ? 'default' : 'quick');
  const read = await readSuite(suiteName, request, world, mistakes);
  if (request.limit !== null && request.limit < 1) mistakes.add('USAGE', `--limit ${request.limit}: at least 1`);
  const endpoint = request.endpoint === null ? null : endpointTarget(request, mistakes);
  for (const [flag, file] of [
    ['--key-file', endpoint?.bearerFile] as const,
    ['--ca-file', endpoint?.caFile] as const,
  ]) {
    if (file && !(await world.files.exists(file))) mistakes.add('USAGE', `${flag} ${file}: there is no such file`);
  }
  const local = engine && endpoint === null ? knownModel(engine, request.model, models, mistakes) : null;
  mistakes.throwIfAny();
  if (engine === null || read === null) throw new Error('a missing engine or suite was not reported');
  const { suite, environment } = read;
  const limit = request.limit ?? read.limit;
  const common = { engine, suite, sweepPoint: {}, environment, limit, profile: request.profile };
  if (endpoint !== null) {
    const served = request.model ?? (await discoverModel(endpoint, world));
    const model = models.find(({ name }) => name === served) ?? endpointModel(served, suite.engine.contextLength);
    return { ...common, model, servedModel: served, target: endpoint };
  }
  if (local === null) throw new Error('a missing model was not reported');
  const offline = request.offline || world.env.DYNO_OFFLINE === '1';
  const target = localTarget(engine, choice.asProcess, offline, world);
  return { ...common, model: local, servedModel: local.name, target };
}
