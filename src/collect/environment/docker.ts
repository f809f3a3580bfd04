import type { Environment } from '../../domain/environment.ts';
import { purposeLabel, runLabel } from '../../domain/labels.ts';
import type { World } from '../../world.ts';

/** The Docker Engine; null where none answers. */
export async function dockerEnvironment(world: World): Promise<Environment['docker']> {
  const version = await world.docker.version().catch(() => null);
  if (version === null) return null;
  const compose = await world.processes
    .run('docker', ['compose', 'version', '--short'], { timeoutMs: 20_000 })
    .catch(() => null);
  const { cpus: _, ...daemon } = version;
  return { ...daemon, composeVersion: compose?.exitCode === 0 ? compose.stdout.trim() : null };
}

/** The images of all containers that a run has now: the engine's, and those that help to watch it. */
export async function imagesOfRun(runId: string, world: Pick<World, 'docker'>): Promise<Environment['images']> {
  const objects = await world.docker.listLabelled(`${runLabel}=${runId}`);
  const containers = objects.filter(({ kind }) => kind === 'container');
  const images = containers.map(async ({ id, labels }) => {
    const container = await world.docker.inspect(id);
    if (container === null) return [];
    const { image: reference, imageId } = container;
    // Asked by name: an image has a digest for each registry that it came from. The name may mean another one by now.
    const image = await world.docker.inspectImage(reference);
    const digest = image?.id === imageId ? image.digest : null;
    return [{ purpose: labels[purposeLabel] ?? 'unknown', reference, id: imageId, digest }];
  });
  return (await Promise.all(images)).flat();
}
