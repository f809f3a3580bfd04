import type { EngineDefinition } from '../domain/engine-definition.ts';
import type { Plan } from '../domain/plan.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { canRunHere } from './can-run.ts';
import { serviceImage } from './service-image.ts';

/** An engine of a sequence. `asProcess`: a simulator without a container. `why`: in words, for both answers. */
export type Candidate = { engine: EngineDefinition; runsHere: boolean; asProcess: boolean; why: string };

/** What `bench-all` compares where nobody named engines: on a GPU these, else the real ones of a CPU. */
const gpuEngines = ['vllm', 'sglang', 'trtllm'];
const cpuEngines = ['llamacpp', 'vllm-cpu', 'sglang-cpu'];

/** What the definition of an endpoint says in place of a service. */
const noService = 'none';

async function candidate(engine: EngineDefinition, world: World): Promise<Candidate> {
  if (engine.service === noService) {
    return {
      engine,
      runsHere: false,
      asProcess: false,
      why: 'a server that already runs: ./dyno bench --endpoint URL',
    };
  }
  const { runsHere, why } = await canRunHere(engine, world);
  // A simulator needs no container, so that a comparison can be shown on any machine.
  if (!runsHere && engine.simulated) return { engine, runsHere: true, asProcess: true, why: `no container: ${why}` };
  return { engine, runsHere, asProcess: false, why };
}

async function candidates(names: string[], engines: EngineDefinition[], world: World): Promise<Candidate[]> {
  const found = names.flatMap((name) => engines.find((engine) => engine.name === name) ?? []);
  const all: Candidate[] = [];
  for (const engine of found) all.push(await candidate(engine, world));
  return all;
}

/** Each of the engines that were asked for. Throws UNKNOWN_ENGINE (all that are unknown), USAGE for one named twice. */
export async function askedEngines(names: string[], engines: EngineDefinition[], world: World): Promise<Candidate[]> {
  const known = engines.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new DynoError('UNKNOWN_ENGINE', `no engine ${unknown.join(', ')}; there are: ${known.join(', ')}`);
  }
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) throw new DynoError('USAGE', `${twice[0]} is named twice; to measure it again give --rounds`);
  return candidates(names, engines, world);
}

/** The GPU engines; where none of them can run, the real CPU engines too. */
export async function defaultEngines(engines: EngineDefinition[], world: World): Promise<Candidate[]> {
  const gpu = await candidates(gpuEngines, engines, world);
  return gpu.some(({ runsHere }) => runsHere) ? gpu : [...gpu, ...(await candidates(cpuEngines, engines, world))];
}

/** The image that a plan needs and that is not on this machine; null where it is here or none is needed. */
export async function missingImage({ target }: Plan, world: World): Promise<string | null> {
  if (target.kind !== 'container') return null;
  const image = await serviceImage(target.composeFile, target.service, target.variables, world);
  if (image === null || (await world.docker.inspectImage(image.reference)) !== null) return null;
  return image.reference;
}
