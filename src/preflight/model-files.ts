import { join } from 'node:path';
import type { Plan, Target } from '../domain/plan.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';

type Container = Extract<Target, { kind: 'container' }>;

/** Volume with the models of the hub, of all engines (compose/*.yaml), and how the hub's library names a folder. */
const modelVolume = 'dyno-cache-models';

function hubFolder(hubId: string): string {
  return `models--${hubId.replaceAll('/', '--')}`;
}

/**
 * Is the model in the cache volume? Null where that cannot be seen: a remote Docker Engine, no permission, or an engine
 * that keeps its models elsewhere.
 */
export async function isCached(
  plan: Pick<Plan, 'engine' | 'model'>,
  dockerRoot: string | null,
  world: Pick<World, 'files'>,
): Promise<boolean | null> {
  const { hubId } = plan.model;
  if (hubId === null) return true;
  if (plan.engine.needs !== 'nvidia-gpu' || dockerRoot === null) return null;
  const volumes = join(dockerRoot, 'volumes');
  if ((await world.files.list(volumes).catch(() => [])).length === 0) return null;
  return world.files.exists(join(volumes, modelVolume, '_data', hubFolder(hubId), 'snapshots'));
}

/** A model behind a licence needs the token of somebody who accepted it, in a file; null: nothing is wrong. */
export async function gateProblem(
  plan: Pick<Plan, 'model'>,
  target: Container,
  cached: boolean | null,
  world: Pick<World, 'files'>,
): Promise<DynoError | null> {
  const file = target.variables.DYNO_HF_TOKEN_FILE ?? '';
  if (file !== '' && !(await world.files.exists(file))) {
    return new DynoError('MODEL_GATED', `DYNO_HF_TOKEN_FILE names ${file}, and there is no such file`);
  }
  if (plan.model.gated !== true || file !== '' || cached === true) return null;
  const words = `${plan.model.name} (${plan.model.hubId}) is behind a licence, and DYNO_HF_TOKEN_FILE names no file`;
  return new DynoError('MODEL_GATED', words);
}

/** What a run without the internet lacks. Images that set-up builds are looked for elsewhere. */
export function offlineProblems(
  plan: Pick<Plan, 'model'>,
  target: Container,
  image: { reference: string; here: boolean },
  cached: boolean | null,
): DynoError[] {
  if (target.variables.DYNO_OFFLINE !== '1') return [];
  const missing = [
    ...(image.here ? [] : [`the image ${image.reference} is not on this machine`]),
    ...(cached === false ? [`the model ${plan.model.hubId} is not in the volume ${modelVolume}`] : []),
  ];
  return missing.map((what) => new DynoError('OFFLINE_MISSING', `offline, and ${what}`));
}
