import type { GpuSource } from '../../collect/gpu/gpu-source.ts';
import type { ReadyEngine } from '../../domain/engine-life.ts';
import type { GpuCheck, GpuSnapshot } from '../../domain/gpu-processes.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RunContext } from '../../domain/run-context.ts';
import type { World } from '../../world.ts';
import { isGpuPlan } from './gpu-plan.ts';
import { type OpenSource, openGpuSource } from './open-source.ts';
import { gpuSnapshots } from './snapshots.ts';

/** Looks at the GPU beside a run: who is on it, what it does, and whether it is afterwards as it was before. */
export type GpuWatch = {
  /** Writes down who is on the GPU. To be asked between measurements: it may take a second. */
  look(when: GpuSnapshot['when'], cell?: string): Promise<void>;
  /** Opens the source of telemetry that the suite asks for. Throws TELEMETRY_FAILED where it is named and fails. */
  open(engine: ReadyEngine): Promise<void>;
  /** Null before `open`, and where nothing can be read. */
  source(): GpuSource | null;
  /** Stops the exporter. What is left of it is removed with the run. */
  close(): Promise<void>;
  /** To be asked when everything is removed. Null: nobody could look. */
  check(): Promise<GpuCheck | null>;
};

/** Watches the GPU of a run; null for an engine that needs none, and for one that is not started by this run. */
export function watchGpu(plan: Plan, run: RunContext, world: World): GpuWatch | null {
  if (!isGpuPlan(plan)) return null;
  const snapshots = gpuSnapshots(plan, run, world);
  let opened: OpenSource = { source: null, exporter: null };
  let engineId: string | null = null;
  const containers = () => [engineId, opened.exporter?.containerId ?? null].filter((id) => id !== null);
  return {
    look: (when, cell) => snapshots.look({ when, cell: cell ?? null }, containers()),
    async open(engine) {
      engineId = engine.containerId;
      opened = await openGpuSource(plan, engine, run, world);
      if (opened.source !== null) run.say(`the GPU is read by ${opened.source.words}`);
    },
    source: () => opened.source,
    close: async () => opened.exporter?.stop(),
    check: () => snapshots.check(),
  };
}
