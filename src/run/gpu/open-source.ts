import { askContainer, askHost } from '../../collect/gpu/ask-smi.ts';
import { dcgmSource } from '../../collect/gpu/dcgm-source.ts';
import type { GpuSource } from '../../collect/gpu/gpu-source.ts';
import { listGpus } from '../../collect/gpu/list-gpus.ts';
import { type SmiWay, smiSource } from '../../collect/gpu/smi-source.ts';
import type { ReadyEngine } from '../../domain/engine-life.ts';
import { wantedGpu } from '../../domain/gpu-device.ts';
import type { RunContext } from '../../domain/run-context.ts';
import { type GpuExporter, startGpuExporter } from '../../engine/gpu-exporter.ts';
import { asDynoError, DynoError } from '../../errors.ts';
import type { World } from '../../world.ts';
import type { GpuPlan } from './gpu-plan.ts';

/** What reads the GPU while cells run. `exporter`: the container that does; null where nvidia-smi does or nothing. */
export type OpenSource = { source: GpuSource | null; exporter: GpuExporter | null };

async function openDcgm(plan: GpuPlan, engine: ReadyEngine, run: RunContext, world: World): Promise<OpenSource> {
  const [gpu] = await listGpus(engine, world);
  const exporter = await startGpuExporter(plan, engine.cpuSets.engine, run, world);
  const name = { uuid: gpu?.uuid ?? null, index: wantedGpu(plan.target.variables) };
  return { source: dcgmSource(exporter.url, name, world), exporter };
}

async function openSmi({ target }: GpuPlan, { containerId }: ReadyEngine, world: World): Promise<OpenSource> {
  const host: SmiWay = { words: 'on this machine', ask: askHost(world), device: wantedGpu(target.variables) };
  const ways: SmiWay[] = [host];
  // Inside the container only its own GPU shows; the host is the second choice.
  if (containerId !== null)
    ways.unshift({ words: "in the engine's container", ask: askContainer(containerId, world), device: null });
  return { source: await smiSource(ways), exporter: null };
}

/** dcgm-exporter; where it does not work nvidia-smi, which knows less: a run is worth more than its telemetry. */
async function openAny(plan: GpuPlan, engine: ReadyEngine, run: RunContext, world: World): Promise<OpenSource> {
  try {
    return await openDcgm(plan, engine, run, world);
  } catch (thrown) {
    world.stop.throwIfAborted();
    const { code, message } = asDynoError(thrown);
    run.note({ event: 'gpuExporterFailed', code, message });
    const open = await openSmi(plan, engine, world);
    run.say(`dcgm-exporter does not work here (${message}); ${open.source?.words ?? 'nothing'} reads the GPU instead`);
    return open;
  }
}

function failed(wanted: string, cause: unknown, why: string): DynoError {
  return new DynoError('TELEMETRY_FAILED', `telemetry.gpu is ${wanted}, and ${why}`, { cause });
}

/**
 * Opens the source of GPU telemetry that the suite asks for. `auto` always ends well, and says what it took. One that
 * is asked for by name and does not work: TELEMETRY_FAILED, before minutes are spent without what was wanted.
 */
export async function openGpuSource(
  plan: GpuPlan,
  engine: ReadyEngine,
  run: RunContext,
  world: World,
): Promise<OpenSource> {
  const wanted = plan.suite.telemetry.gpu;
  if (wanted === 'none') return { source: null, exporter: null };
  if (wanted === 'auto') return openAny(plan, engine, run, world);
  if (wanted === 'dcgm') {
    return openDcgm(plan, engine, run, world).catch((cause: unknown) => {
      world.stop.throwIfAborted();
      throw failed(wanted, cause, `dcgm-exporter does not work here: ${asDynoError(cause).message}`);
    });
  }
  const open = await openSmi(plan, engine, world);
  if (open.source === null)
    throw failed(wanted, null, 'it answers neither in the engine’s container nor on this machine');
  return open;
}
