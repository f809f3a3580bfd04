import { join } from 'node:path';
import { lookAtGpu } from '../../collect/gpu/processes.ts';
import { wantedGpu } from '../../domain/gpu-device.ts';
import {
  checkGpu,
  type GpuCheck,
  type GpuSnapshot,
  gpuProcessesSchema,
  isGpuClean,
} from '../../domain/gpu-processes.ts';
import type { RunContext } from '../../domain/run-context.ts';
import { serviceImage } from '../../preflight/service-image.ts';
import { writeJson } from '../../results/write-json.ts';
import type { World } from '../../world.ts';
import type { GpuPlan } from './gpu-plan.ts';

export const gpuProcessesFile = 'gpu-processes.json';

type Moment = Pick<GpuSnapshot, 'when' | 'cell'>;

/** Who was on the GPU, from before the engine to after its removal; gpu-processes.json holds all looks so far. */
export type GpuSnapshots = {
  /** Looks now. `containers`: those whose processes are the run's own. */
  look(moment: Moment, containers: string[]): Promise<void>;
  /** When everything is removed: is the GPU as before? The driver is given some seconds. Null: nobody could look. */
  check(): Promise<GpuCheck | null>;
};

const backWithinMs = 10_000;
const againMs = 500;

/** The image that the engine has or will have, where it is here already: a container can ask about the GPU with it. */
async function imageHere({ target }: GpuPlan, world: World): Promise<string | null> {
  const image = await serviceImage(target.composeFile, target.service, target.variables, world);
  if (image === null) return null;
  const found = await world.docker.inspectImage(image.reference).catch(() => null);
  return found === null ? null : image.reference;
}

export function gpuSnapshots(plan: GpuPlan, run: RunContext, world: World): GpuSnapshots {
  const device = wantedGpu(plan.target.variables);
  const snapshots: GpuSnapshot[] = [];
  const ownPids = new Set<number>();
  const path = join(run.folder, gpuProcessesFile);
  const take = async (moment: Moment) =>
    lookAtGpu(moment, { device, image: await imageHere(plan, world), run }, ownPids, world);
  const keep = async (snapshot: GpuSnapshot) => {
    snapshots.push(snapshot);
    await writeJson(path, gpuProcessesSchema, { version: 1, device, snapshots }, world);
  };
  return {
    async look(moment, containers) {
      for (const id of containers) {
        for (const pid of await world.docker.pids(id).catch((): number[] => [])) ownPids.add(pid);
      }
      await keep(await take(moment));
    },
    async check() {
      const before = snapshots.find(({ when }) => when === 'before');
      if (before === undefined) return null;
      const deadlineMs = world.clock.monotonicMs() + backWithinMs;
      for (;;) {
        const after = await take({ when: 'after', cell: null });
        const check = checkGpu(before, after, ownPids);
        if (isGpuClean(check) || world.clock.monotonicMs() > deadlineMs) {
          await keep(after);
          return after.askedIn === null ? null : check;
        }
        await world.clock.sleep(againMs);
      }
    },
  };
}
