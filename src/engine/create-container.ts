import type { ImageIdentity } from '../domain/engine-life.ts';
import type { RunContext } from '../domain/run-context.ts';
import type { World } from '../world.ts';
import type { Translation } from './translate.ts';

/** Container, network and volume names may hold few characters besides letters and digits. */
export function objectName(runId: string): string {
  return `dyno-${runId.replace(/[^a-zA-Z0-9_.-]/g, '-')}`;
}

/** Writes down and creates a container whose network and volumes are there; gives its id. */
export async function createContainer(
  name: string,
  { body }: Translation,
  image: ImageIdentity,
  run: RunContext,
  world: World,
): Promise<string> {
  await run.ledger.record({ kind: 'container', name });
  run.note({ event: 'create', container: name, image: image.reference, imageId: image.id, digest: image.digest });
  return world.docker.createContainer(name, body);
}

/** Writes down and creates volumes and network of a container, before the container itself. */
export async function createSurroundings(
  { body, network, volumes }: Translation,
  run: RunContext,
  world: World,
): Promise<void> {
  for (const volume of volumes) {
    // A cache belongs to no run, so no run's clean-up may know it.
    if (!volume.outlivesRun) await run.ledger.record({ kind: 'volume', name: volume.name });
    await world.docker.createVolume(volume.name, volume.labels);
  }
  await run.ledger.record({ kind: 'network', name: network });
  await world.docker.createNetwork(network, body.Labels ?? {});
}
