import { cachePurpose, purposeLabel, runLabel } from '../domain/labels.ts';
import type { World } from '../world.ts';

export type LabelledObject = Awaited<ReturnType<World['docker']['listLabelled']>>[number];
type DockerWorld = Pick<World, 'docker' | 'clock'>;

/** The Docker door itself waits for what is "in use"; no new round begins after this time. */
const roundsUntilMs = 10_000;
const betweenRoundsMs = 300;
/** A network or volume cannot go before the containers on it. */
const order = ['container', 'network', 'volume'] as const;

/** True for what outlives runs (model caches). */
export function isCache({ labels }: LabelledObject): boolean {
  return labels[purposeLabel] === cachePurpose;
}

/** Objects that carry the label of a run, caches never among them. */
export async function objectsOf(runId: string, world: Pick<World, 'docker'>): Promise<LabelledObject[]> {
  return (await world.docker.listLabelled(`${runLabel}=${runId}`)).filter((object) => !isCache(object));
}

async function removeOne({ kind, id }: LabelledObject, world: DockerWorld): Promise<void> {
  if (kind === 'container') await world.docker.removeContainer(id);
  else if (kind === 'network') await world.docker.removeNetwork(id);
  else await world.docker.removeVolume(id);
}

/**
 * Removes the Docker objects of a run: containers, networks, volumes. Throws only when the list itself cannot be had
 * (DOCKER_*).
 * @returns what is still there
 */
export async function removeObjects(runId: string, world: DockerWorld): Promise<LabelledObject[]> {
  const deadlineMs = world.clock.monotonicMs() + roundsUntilMs;
  let left = await objectsOf(runId, world);
  while (left.length > 0) {
    for (const kind of order) {
      const removals = left.filter((object) => object.kind === kind).map((object) => removeOne(object, world));
      // A refusal is no end: the others are still removed, and the list that follows tells the truth.
      await Promise.allSettled(removals);
    }
    left = await objectsOf(runId, world);
    if (world.clock.monotonicMs() > deadlineMs) break;
    if (left.length > 0) await world.clock.sleep(betweenRoundsMs);
  }
  return left;
}
