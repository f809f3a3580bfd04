import type { StartedEngine } from '../domain/engine-life.ts';
import { purposeLabel } from '../domain/labels.ts';
import type { Plan, Target } from '../domain/plan.ts';
import type { RunContext } from '../domain/run-context.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { type ContainerLife, followContainer } from './container-life.ts';
import { chooseCpuSets } from './cpu-sets.ts';
import { createContainer, createSurroundings, objectName } from './create-container.ts';
import { openEngineLog } from './engine-log.ts';
import { ensureImage } from './ensure-image.ts';
import type { InstallLog } from './install-log.ts';
import { chooseNetworkPath } from './network-path.ts';
import { resolveCompose } from './resolve-compose.ts';
import { measurePhases } from './startup-phases.ts';
import { stopGraceS, translate } from './translate.ts';

type ContainerTarget = Extract<Target, { kind: 'container' }>;

/**
 * Starts the engine in a container of its own, on a network of its own.
 * Throws COMPOSE_MISSING, COMPOSE_INVALID, IMAGE_MISSING, OFFLINE_MISSING, IMAGE_PULL_FAILED, GPU_NONE,
 * ENGINE_START_FAILED, ENGINE_EXITED.
 */
export async function startContainer(
  plan: Plan,
  target: ContainerTarget,
  log: InstallLog,
  run: RunContext,
  world: World,
): Promise<StartedEngine> {
  const definition = await resolveCompose(target, world);
  await log.line(`${target.composeFile} resolved by Compose, service ${target.service}`);
  const phases = measurePhases(plan.engine.startup, run);
  const mayPull = target.variables.DYNO_OFFLINE !== '1';
  const image = await phases.time('pull', () => ensureImage(definition.service.image, log, run, world, mayPull));
  const cpuSets = await chooseCpuSets(plan.engine.needs, (await world.docker.version()).cpus, world);
  const translation = translate(definition, {
    prefix: objectName(run.id),
    labels: { ...run.labels, [purposeLabel]: 'engine' },
    port: plan.engine.port,
    cpuSet: cpuSets.engine,
  });
  const name = `${objectName(run.id)}-${target.service}`;
  const id = await phases.time('create', async () => {
    await createSurroundings(translation, run, world);
    return createContainer(name, translation, image, run, world);
  });
  await log.line(`container ${id} of image ${image.id}, cores ${cpuSets.engine ?? 'all'}`);
  world.stop.throwIfAborted();
  await phases.time('start', () => world.docker.start(id));
  await log.line('started; engine.log goes on from here');
  const engineLog = await openEngineLog(run, world);
  const life = followContainer(id, stopGraceS(definition.service), engineLog, phases.readLine, run, world);
  try {
    const { pid, url, networkPath } = await reach(id, translation.network, plan.engine.port, life, world);
    const what = { kind: 'container', containerId: id, pid, image, cpuSets, url, networkPath } as const;
    return { ...what, ...life, phases: phases.phases };
  } catch (error) {
    await life.stop();
    throw error;
  }
}

/** Finds the way to a started container. One that died meanwhile has no address: ENGINE_EXITED tells how it died. */
async function reach(id: string, network: string, port: number, life: ContainerLife, world: World) {
  const state = await world.docker.inspect(id);
  try {
    const path = await chooseNetworkPath(state?.ipAddresses[network], port, state?.hostPorts[`${port}/tcp`], world);
    return { pid: state?.pid ?? null, url: path.url, networkPath: path.words };
  } catch (error) {
    const health = await life.health();
    if (health.alive) throw error;
    throw new DynoError('ENGINE_EXITED', `the engine ended at once: ${health.why}`, { detail: health.lastLines });
  }
}
