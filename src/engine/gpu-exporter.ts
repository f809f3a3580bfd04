import { purposeLabel } from '../domain/labels.ts';
import type { Plan, Target } from '../domain/plan.ts';
import type { RunContext } from '../domain/run-context.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { createContainer, objectName } from './create-container.ts';
import { ensureImage } from './ensure-image.ts';
import { openInstallLog } from './install-log.ts';
import { chooseNetworkPath } from './network-path.ts';
import { resolveCompose } from './resolve-compose.ts';
import { stopGraceS, translate } from './translate.ts';

type ContainerTarget = Extract<Target, { kind: 'container' }>;

/** dcgm-exporter beside the engine. */
export type GpuExporter = { url: string; containerId: string; stop(): Promise<void> };

const service = 'dcgm-exporter';
const port = 9400;
/** It loads DCGM and looks at the GPU before it answers, and collects once before there is anything to say. */
const readyMs = 30_000;
const intervalMs = 250;

function exporterTarget({ target, suite }: Plan & { target: ContainerTarget }): ContainerTarget {
  const { DYNO_GPU, DYNO_OFFLINE } = target.variables;
  const variables = {
    ...(DYNO_GPU !== undefined && { DYNO_GPU }),
    ...(DYNO_OFFLINE !== undefined && { DYNO_OFFLINE }),
    DYNO_GPU_INTERVAL_MS: String(suite.telemetry.intervalMs),
  };
  return { kind: 'container', composeFile: `compose/${service}.yaml`, service, variables };
}

async function imageOf(reference: string, mayPull: boolean, run: RunContext, world: World) {
  const log = await openInstallLog(run, world);
  try {
    return await ensureImage(reference, log, run, world, mayPull);
  } finally {
    await log.close();
  }
}

/** Waits for the first metrics. Throws TELEMETRY_FAILED with the exporter's last words. */
async function awaitMetrics(url: string, containerId: string, world: World): Promise<void> {
  const deadlineMs = world.clock.monotonicMs() + readyMs;
  while (world.clock.monotonicMs() < deadlineMs) {
    world.stop.throwIfAborted();
    const answer = await world.http.fetch(`${url}/metrics`, { timeoutMs: 2_000, signal: world.stop }).catch(() => null);
    if (answer?.status === 200 && answer.text.includes('DCGM_FI_')) return;
    if (!(await world.docker.inspect(containerId))?.running) break;
    await world.clock.sleep(intervalMs, world.stop);
  }
  const lines: string[] = [];
  await world.docker.followLogs(containerId, (line) => lines.push(line), AbortSignal.timeout(1_000));
  const words = lines.at(-1) ?? 'it wrote no line';
  throw new DynoError('TELEMETRY_FAILED', `dcgm-exporter gave no metrics: ${words}`, { detail: lines.slice(-10) });
}

/**
 * Starts dcgm-exporter on the run's network, with the engine's GPU. The network is the engine's: that must be running.
 * What a failed start leaves is removed by the clean-up, by label and ledger.
 * Throws COMPOSE_*, IMAGE_*, OFFLINE_MISSING, ENGINE_START_FAILED, TELEMETRY_FAILED.
 */
export async function startGpuExporter(
  plan: Plan & { target: ContainerTarget },
  cpuSet: string | null,
  run: RunContext,
  world: World,
): Promise<GpuExporter> {
  const target = exporterTarget(plan);
  const definition = await resolveCompose(target, world);
  const image = await imageOf(definition.service.image, target.variables.DYNO_OFFLINE !== '1', run, world);
  const prefix = objectName(run.id);
  const labels = { ...run.labels, [purposeLabel]: 'telemetry' };
  const translation = translate(definition, { prefix, labels, port, cpuSet });
  const containerId = await createContainer(`${prefix}-${service}`, translation, image, run, world);
  await world.docker.start(containerId);
  const stop = () => world.docker.stop(containerId, stopGraceS(definition.service));
  try {
    const state = await world.docker.inspect(containerId);
    const address = state?.ipAddresses[translation.network];
    const { url } = await chooseNetworkPath(address, port, state?.hostPorts[`${port}/tcp`], world);
    await awaitMetrics(url, containerId, world);
    return { url, containerId, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
